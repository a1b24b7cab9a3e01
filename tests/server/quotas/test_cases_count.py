"""A case whose party confirmed it counts for who solved it; with its finding it is one problem."""

import pytest

from tests.server.cases.matters import CasePhone
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.quotas.visiting import finding


@pytest.fixture
def officer(app, as_person, people, plan):
    add("own", "东莞市长安明丰五金厂", town=CHANGAN)
    phone = CasePhone(as_person(people.officer, "case-phone"), people.officer, "case-phone")
    phone.visit("v1", "own", findings=[finding("f1"), finding("f2", solved=True)])
    phone.open_finding("m1", "f1")
    return phone


def _own(phone):
    [progress] = phone.rows("quota_progress")
    return progress["solved"]


def test_a_confirmed_case_of_a_finding_counts_once_beside_other_problems(officer):
    assert _own(officer) == 1

    officer.solve("m1")

    assert _own(officer) == 2


def test_the_explanation_names_the_case_and_its_finding_as_one_problem(
    officer, manager, people, plan
):
    officer.solve("m1")

    told = manager.get(f"/api/quotas/{plan}/people/{people.officer}").json["problems"]

    whys = {one["id"]: one["why"] for one in told}
    assert sorted(whys) == ["f1", "f2", "m1"]
    assert sorted((whys["f1"], whys["m1"])) == ["counts", "same_problem"]


def test_a_case_that_is_opened_again_counts_no_longer(officer, as_person, people):
    officer.solve("m1")
    head = CasePhone(as_person(people.branch_head, "head"), people.branch_head, "head")

    head.tell("case.reopen", "m1", reason="问题又出现", at="2026-11-23T01:40:00.000Z")

    assert _own(officer) == 1
