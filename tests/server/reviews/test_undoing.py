"""A settlement is taken back while nothing later has built on it, and refused in words after."""

import pytest

from tests.server.quotas.visiting import finding
from tests.server.reviews.desk import sides

SOLVED = {"confirmed_by": "张经理", "solved_on": "2026-11-23"}


def test_the_number_that_was_taken_goes_and_the_other_stands_again(crossed, head, stands, officer):
    review = head.only()
    head.settle(review, "take_mine")

    assert head.undo(review).status_code == 200

    assert stands() == "13800000002"
    assert sides(head.only()) == {"contact_phone": ("13800000001", "13800000002")}
    [row] = officer.rows("review")
    assert (row["state"], row["resolution"], row["outcome"]) == ("open", "", "")


@pytest.mark.parametrize("way", ["keep_theirs", "hand_back"])
def test_a_decision_that_changed_nothing_is_taken_back_and_made_otherwise(
    crossed, head, stands, way
):
    review = head.only()
    head.settle(review, way, "请核实")
    head.undo(review)

    assert head.settle(review, "take_mine").status_code == 200
    assert stands() == "13800000001"


def test_what_somebody_changed_since_is_not_overwritten(crossed, head, colleague, amend, stands):
    review = head.only()
    head.settle(review, "take_mine")
    amend(colleague, "contact_phone", "13800000001", "13800000004")

    answer = head.undo(review)

    assert (answer.status_code, answer.json["code"]) == (409, "409.82")
    assert answer.json["title"] == "处理之后又有了新的变化，不能撤销"
    assert stands() == "13800000004"


def test_what_waited_behind_and_has_run_makes_a_decision_final(officer, crossed, amend, head):
    amend(officer, "contact_phone", "13800000001", "13800000005")
    review = head.open()[0]
    head.settle(review, "take_mine")

    assert head.undo(review).json["code"] == "409.82"


def test_a_later_command_of_the_same_phone_makes_it_final(crossed, officer, amend, head):
    review = head.only()
    head.settle(review, "keep_theirs")
    assert amend(officer, "address", "", "振兴路1号")["status"] == "applied"

    assert head.undo(review).json["code"] == "409.82"


def test_a_correction_is_undone_with_a_history_of_both(officer, colleague, head, people):
    officer.visit("v1", "e1", participants=[people.officer, people.co_officer])
    changes = {"note": ["", "补记"]}
    colleague.tell("visit.correct", "v1", reason="补", changes=changes)
    review = head.only()
    head.settle(review, "take_mine")

    head.undo(review)

    visit = head.client.get("/api/visits/v1").json
    assert visit["note"] == ""
    assert [entry["changes"]["note"] for entry in visit["history"]] == [["", "补记"], ["补记", ""]]


def test_a_withdrawal_is_undone_and_the_visit_counts_again(officer, colleague, head, people):
    officer.visit("v1", "e1", participants=[people.officer, people.co_officer])
    colleague.tell("visit.withdraw", "v1", reason="重复")
    review = head.only()
    head.settle(review, "take_mine")
    assert officer.rows("enterprise")[0]["visit_count"] == 0

    head.undo(review)

    assert officer.rows("enterprise")[0]["visit_count"] == 1
    assert head.client.get("/api/visits/v1").json["state"] == "closed"


def test_a_visit_that_was_taken_in_is_withdrawn_and_taken_in_again(officer, head):
    told = {
        "kind": "guidance",
        "opened_at": "2026-11-23T01:00:00Z",
        "closed_at": "2026-11-23T01:40:00Z",
        "signature": {"state": "absent", "reason": "无人在场"},
    }
    officer.tell("visit.close", "v9", enterprise_id="e9", **told)
    officer.tell("enterprise.add", "e9", name="东莞市新来五金厂")
    review = head.only()
    head.settle(review, "take_mine")

    head.undo(review)
    assert head.client.get("/api/visits/v9").json["state"] == "withdrawn"
    head.settle(review, "take_mine")

    assert head.client.get("/api/visits/v9").json["state"] == "closed"


def test_a_solution_is_undone_to_the_one_before(officer, colleague, head, people):
    officer.visit("v1", "e1", findings=[finding("f1")])
    colleague.tell("finding.solve", "f1", note="已清运", **SOLVED)
    officer.tell("finding.solve", "f1", note="已改管网", **SOLVED)
    review = head.only()
    head.settle(review, "take_both")
    [found] = head.client.get("/api/visits/v1").json["findings"]
    assert found["solved_note"] == "已清运\n【陈志远】已改管网"

    head.undo(review)

    [found] = head.client.get("/api/visits/v1").json["findings"]
    assert (found["solved_note"], found["solved_by"]) == ("已清运", people.co_officer)


def test_an_enterprise_that_was_added_stays(officer, head):
    officer.tell("enterprise.add", "e9", name="东莞市新来五金厂", code="1234")
    review = head.only()
    head.settle(review, "take_mine")

    answer = head.undo(review)

    assert (answer.status_code, answer.json["code"]) == (409, "409.83")
    assert head.look(review["id"])["state"] == "settled"


def test_what_is_open_has_nothing_to_undo(crossed, head):
    assert head.undo(head.only()).json["code"] == "409.83"
