"""An act at the door of an enterprise in 长安, confirmed, and papers of it."""

from datetime import date

import pytest

from server.core.doors import reading, writing
from server.features.documents import queries
from server.features.documents.commands import order_paper
from server.features.documents.models import Paper
from server.features.registrations.models import Registration
from tests.server.enterprises.registry import CHANGAN, add

ENTERPRISE, ACT_ID = "e1", "01a20adc-0000-7000-8000-0000000000a1"
MARK = "3f9a1c07b2d84e5566aa0c19d7e2b814"
FORM = {
    "project_name": "五金配件新建项目",
    "site_address": "长安镇兴发南路66号",
    "nature": "new",
    "area_m2": 1200,
    "investment_yuan": 2_000_000,
    "environment_yuan": 125_000,
    "operation_on": "2027-01-15",
    "content_scale": "年产五金配件80万件",
    "impacts": ["water"],
    "measures": {"water": {"measure": "三级化粪池", "destination": "市政管网"}},
}


@pytest.fixture
def act(app, people, time):
    """Give the id of an act of the officer and the co-officer."""
    add(ENTERPRISE, "东莞市明丰五金厂", town=CHANGAN)
    with writing() as session:
        session.add(registration(people, time()))
    return ACT_ID


def registration(people, at, **changes):
    return Registration(
        **{
            "id": ACT_ID,
            "enterprise_id": ENTERPRISE,
            "enterprise_name": "东莞市明丰五金厂",
            "enterprise_code": "91441900MA4UQ8X27T",
            "town_code": CHANGAN,
            "act": "decision",
            "word": "批准",
            "regime": "regime.2015_approval",
            "regime_version": 1,
            "outcome": "registration_form",
            "items": [68],
            "form": FORM,
            "number": "东环建〔2026〕1234号",
            "opened_at": at,
            "decided_at": at,
            "decided_on": date(2026, 11, 23),
            "lead_id": people.officer,
            "co_id": people.co_officer,
            "co_how": "qr",
            "co_state": "confirmed",
            "representative": "黄国强",
            "representative_title": "总经理",
            "sign_state": "signed",
            "essence_hash": "e" * 64,
            "command_hash": MARK + "0" * 32,
            "state": "confirmed",
            "received_at": at,
            **changes,
        }
    )


@pytest.fixture
def paper(act, people, time):
    """Give the id of a paper that was ordered and is not made yet."""
    with writing() as session:
        return order_paper(session, new_paper(people), at=time()).id


def new_paper(people, kind="decision"):
    return Paper(
        id=f"{ACT_ID}-{kind}",
        registration_id=ACT_ID,
        kind=kind,
        title="关于建设项目环境影响登记表的批复",
        number="东环建〔2026〕1234号",
        scopes=[f"town:{CHANGAN}", f"officer:{people.officer}", f"officer:{people.co_officer}"],
    )


def known(paper_id):
    """Give a paper and its order as they stand."""
    with reading() as session:
        return queries.paper(session, paper_id), queries.order(session, paper_id)
