"""The desk as a formal report: ordered, made by the press, read by whoever ordered it."""

import re

import pytest

from server.core.doors import writing
from server.features.documents.pressing import NotMadeError
from server.features.quotas import commands as quotas
from server.features.quotas.commands import NewPlan
from server.features.reports.printing import print_reports
from tests.reading_pdf import words_of
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.quotas.visiting import finding
from tests.server.registrations import acts
from tests.server.registrations.acts import DoorPhone, act
from tests.server.reports.test_desk import LONG_AGO, PATH, YEAR

PAPERS = f"{PATH}/papers"


@pytest.fixture
def manager(app, time, phone_of, people, as_person):
    with writing() as session:
        plan = NewPlan("2026年下访方案", *YEAR, members_only=False)
        quotas.open_plan(session, plan, by=None, at=time())
    officer = phone_of(people.officer)
    officer.add_enterprise("a")
    officer.visit("v1", "a", findings=[finding("f1"), finding("f2", solved=True)], **LONG_AGO)
    officer.visit("v2", "a")
    return as_person(people.manager)


def test_the_report_has_a_cover_and_the_pages_figures(manager, press):
    desk = manager.get(PATH).json
    order = manager.post(PAPERS, {}).json
    assert order["state"] == "queued"
    assert manager.get(f"{PAPERS}/{order['id']}.pdf").json["code"] == "409.187"

    assert print_reports(press) == 1

    assert manager.get(f"{PAPERS}/{order['id']}").json["state"] == "ready"
    answer = manager.get(f"{PAPERS}/{order['id']}.pdf")
    assert answer.mimetype == "application/pdf"
    cover, *pages = words_of(answer.data, "-layout").split("\f")
    for told in ("走访服务工作情况报告", "全局", "2026年1月1日至2026年11月23日", "何敏"):
        assert told in cover
    rest = "\n".join(pages)
    trend = desk["trend"]
    point = trend["points"][-1]
    assert f"期间共走访 {desk['visits']} 家次" in rest
    assert f"已完成 {point['reached']} 项" in rest
    assert f"应完成 {point['needed']} 项" in rest.replace("\n", "")
    for group in desk["branches"]:
        names = ("people", "done", "waived", "asked", "reached", "visits")
        figures = r"\s+".join(str(group[name]) for name in names)
        assert re.search(rf"{group['name']}\s+{figures}", rest), group
    for person in desk["people"]:
        figures = r"\s+".join(str(person[name]) for name in ("asked", "reached", "visits"))
        assert re.search(rf"{person['name']}\s+\S+\s+\S+\s+{figures}", rest), person
    [kind] = desk["kinds"]
    figures = r"\s+".join(str(kind[name]) for name in ("found", "solved", "open", "late"))
    assert re.search(rf"废水\s+{figures}", rest)


def test_the_report_counts_the_acts_at_doors_by_branch(app, as_person, people, press):
    add("e1", "东莞市明丰五金厂", town=CHANGAN, code="91441900MA4UQ12X0B")
    acts.publish()
    acts.follow(acts.APPROVAL)
    lead = DoorPhone(as_person(people.officer, "phone"), people.officer, "phone")
    told = act("r1", lead, people.co_officer, number=lead.number())
    lead.tell("registration.decide", "r1", **told)
    manager = as_person(people.manager)
    order = manager.post(PAPERS, {}).json
    print_reports(press)

    said = words_of(manager.get(f"{PAPERS}/{order['id']}.pdf").data, "-layout")
    figures = r"\s+".join("1000001010")
    assert re.search(rf"长安分局\s+{figures}", said)
    assert re.search(rf"合计\s+{figures}", said)


def test_a_report_says_what_the_desk_said_when_it_was_ordered(manager, press, phone_of, people):
    order = manager.post(PAPERS, {}).json
    phone_of(people.stranger).visit("v9", "a")
    print_reports(press)

    assert "期间共走访 2 家次" in words_of(
        manager.get(f"{PAPERS}/{order['id']}.pdf").data, "-layout"
    )


def test_nobody_else_reads_a_report(manager, as_person, people):
    order = manager.post(PAPERS, {}).json
    other = as_person(people.administrator)

    assert other.get(f"{PAPERS}/{order['id']}").json["code"] == "404.00"
    assert other.get(f"{PAPERS}/{order['id']}.pdf").json["code"] == "404.00"


class NoPress:
    """A press whose program cannot run."""

    def make_report(self, *_):
        raise NotMadeError("排版超时")


def test_a_report_that_cannot_be_made_says_why(manager):
    order = manager.post(PAPERS, {}).json
    print_reports(NoPress())

    told = manager.get(f"{PAPERS}/{order['id']}").json
    assert (told["state"], told["trouble"]) == ("failed", "排版超时")


def test_a_branch_heads_report_is_of_the_own_branch(manager, press, as_person, people):
    head = as_person(people.branch_head)
    order = head.post(PAPERS, {}).json
    print_reports(press)
    told = words_of(head.get(f"{PAPERS}/{order['id']}.pdf").data, "-layout")

    assert "长安分局" in told
    assert "周海" not in told


def test_a_report_of_less_than_a_day_stays_beside_the_next_order(manager, time):
    order = manager.post(PAPERS, {}).json
    time.pass_by(hours=23)
    assert manager.get(f"{PAPERS}/{order['id']}").status_code == 200

    time.pass_by(minutes=59)
    manager.post(PAPERS, {})
    assert manager.get(f"{PAPERS}/{order['id']}").status_code == 200
