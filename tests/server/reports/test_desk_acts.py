"""The desk counts acts at the door: by what they came to, by branch, by officer, and what waits."""

import io

import openpyxl
import pytest

from tests.server.enterprises.registry import CHANGAN, HUMEN, add
from tests.server.registrations import acts
from tests.server.registrations.acts import DoorPhone, act

PATH = "/api/reports/desk"
OVERVIEW = "/api/reports/overview"


@pytest.fixture
def doors(app):
    add("e1", "东莞市明丰五金厂", town=CHANGAN, code="91441900MA4UQ12X0B")
    add("e2", "东莞市虎门远洋制衣厂", town=HUMEN)
    acts.publish()
    acts.follow(acts.APPROVAL)


@pytest.fixture
def lead(doors, as_person, people):
    return DoorPhone(as_person(people.officer, "phone"), people.officer, "phone")


@pytest.fixture
def manager(as_person, people):
    return as_person(people.manager)


def decide(lead, registration_id, co_id, **changes):
    told = act(registration_id, lead, co_id, number=lead.number(), **changes)
    return lead.tell("registration.decide", registration_id, **told)


def told_by(desk, **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return desk.get(f"{PATH}?{asked}").json["acts"]


def figures(line):
    return (line["standing"], line["in_review"], line["waiting"], line["withdrawn"])


def test_an_act_counts_for_its_kind_its_branch_and_its_lead(lead, people, manager):
    decide(lead, "r1", people.co_officer)

    told = told_by(manager)
    assert told["total"]["kinds"]["decision"] == told["total"]["standing"] == 1
    [branch] = told["branches"]
    [officer] = told["officers"]
    assert (branch["name"], officer["name"]) == ("长安分局", "陈志远")
    assert officer["branch_name"] == "长安分局"
    assert figures(branch) == figures(officer)


def test_what_waits_for_the_second_and_what_waits_for_a_review_are_told_apart(
    lead, people, manager
):
    decide(lead, "r1", people.co_officer)
    assert figures(told_by(manager)["total"]) == (1, 0, 1, 0)

    decide(lead, "r2", None)
    assert figures(told_by(manager)["total"]) == (2, 1, 1, 0)


def test_a_withdrawn_act_stands_beside_the_others_and_in_no_sum(lead, people, manager):
    decide(lead, "r1", people.co_officer)
    lead.tell("registration.withdraw", "r1", reason="企业改了方案")

    total = told_by(manager)["total"]
    assert figures(total) == (0, 0, 0, 1)
    assert set(total["kinds"].values()) == {0}


def test_acts_of_other_days_and_other_branches_are_not_counted(lead, people, manager):
    decide(lead, "r1", people.co_officer)
    [branch] = told_by(manager)["branches"]

    assert told_by(manager, branch_id=branch["id"])["total"]["standing"] == 1
    assert told_by(manager, branch_id="another")["total"]["standing"] == 0
    assert told_by(manager, last="2026-11-22")["total"]["standing"] == 0


def test_a_branch_head_reads_the_own_branch_alone(lead, people, as_person, manager):
    decide(lead, "r1", people.co_officer)
    abroad = DoorPhone(as_person(people.stranger, "other"), people.stranger, "other")
    decide(abroad, "r2", None, enterprise_id="e2")
    assert told_by(manager)["total"]["standing"] == 2

    own = as_person(people.branch_head)
    assert [line["name"] for line in told_by(own, branch_id="another")["branches"]] == ["长安分局"]


def test_the_overview_counts_the_acts_of_the_last_thirty_days_that_stand(
    lead, people, as_person, manager, time
):
    decide(lead, "r1", people.co_officer)
    decide(lead, "r2", people.co_officer)
    lead.tell("registration.withdraw", "r2", reason="企业改了方案")

    for desk in (manager, as_person(people.branch_head)):
        assert desk.get(OVERVIEW).json["acts"] == 1
    time.pass_by(days=30)
    assert as_person(people.manager, "later").get(OVERVIEW).json["acts"] == 0


def test_the_workbook_has_a_line_for_each_lead(lead, people, manager):
    decide(lead, "r1", people.co_officer)

    book = openpyxl.load_workbook(io.BytesIO(manager.get(f"{PATH}.xlsx").data))
    [line] = book["现场办理"].iter_rows(min_row=2, values_only=True)
    assert line == ("长安分局", "陈志远", 1, 0, 0, 0, 0, 0, 1, 0, 1, 0)
