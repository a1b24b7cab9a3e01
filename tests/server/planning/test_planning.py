"""Visits assigned at the desk: they arrive on the phone, are moved, called off, and made."""

import pytest

from tests.server.quotas.visiting import Phone

PATH = "/api/visit-plans"
FORTNIGHT = {"first": "2026-11-23", "last": "2026-12-06"}


@pytest.fixture
def assigned(officer, head, people):
    """Return the answer to one visit assigned to the officer for Wednesday."""
    return assign(head, person_id=people.officer)


def assign(client, /, **changes):
    plan = {"id": "p1", "enterprise_id": "a", "due_on": "2026-11-25", "note": "看台账", **changes}
    return client.post(PATH, {"plans": [plan]})


def shown(client, **query):
    return client.get(PATH, query_string={**FORTNIGHT, **query}).json


def test_an_assigned_visit_arrives_on_the_phone_of_its_person_alone(
    assigned, officer, as_person, people
):
    [row] = officer.rows("visit_plan")

    assert assigned.status_code == 201
    assert (row["enterprise_name"], row["due_on"]) == ("东莞市长安a五金厂", "2026-11-25")
    assert (row["note"], row["state"], row["by_name"]) == ("看台账", "planned", "王建国")
    co_officer = Phone(as_person(people.co_officer, "other"), people.co_officer, "other")
    assert co_officer.rows("visit_plan") == []


def test_a_visit_by_that_person_to_that_enterprise_does_it(assigned, officer, head):
    officer.visit("v1", "b")
    assert shown(head)[0]["state"] == "planned"

    officer.visit("v2", "a")

    assert [(row["state"], row["visit_id"]) for row in shown(head)] == [("done", "v2")]
    assert officer.rows("visit_plan")[0]["state"] == "done"


def test_somebody_elses_visit_does_not_do_it_but_being_there_does(
    assigned, as_person, people, head
):
    other = Phone(as_person(people.co_officer, "other"), people.co_officer, "other")
    other.visit(
        "v1", "a", opened_at="2026-11-23T00:10:00.000Z", closed_at="2026-11-23T00:20:00.000Z"
    )
    assert shown(head)[0]["state"] == "planned"

    other.visit("v2", "a", participants=[people.co_officer, people.officer])

    assert shown(head)[0]["visit_id"] == "v2"


def test_a_visit_from_before_it_was_assigned_does_not_do_it(assigned, officer, head):
    days_ago = {"opened_at": "2026-11-20T01:00:00.000Z", "closed_at": "2026-11-20T02:00:00.000Z"}
    officer.visit("v1", "a", **days_ago)

    assert shown(head)[0]["state"] == "planned"


def test_what_a_withdrawn_visit_did_is_to_be_done_again(assigned, officer, head):
    officer.visit("v1", "a")
    officer.tell("visit.withdraw", "v1", reason="走错了门")

    assert [(row["state"], row["visit_id"]) for row in shown(head)] == [("planned", None)]


def test_what_a_withdrawn_visit_did_is_done_by_the_one_that_comes_with_the_withdrawal(
    assigned, officer, head
):
    officer.visit("v1", "a")
    told = officer.tell_together(
        ("visit.withdraw", "v1", {"reason": "填错了", "detail": ""}),
        ("visit.close", "v2", officer.visit_at("a")),
    )

    assert [one["status"] for one in told] == ["applied", "applied"]
    assert [(row["state"], row["visit_id"]) for row in shown(head)] == [("done", "v2")]


def test_a_visit_moved_to_a_colleague_leaves_the_first_phone(
    assigned, officer, head, as_person, people
):
    answer = head.patch(f"{PATH}/p1", {"person_id": people.co_officer, "due_on": "2026-11-27"})
    co_officer = Phone(as_person(people.co_officer, "other"), people.co_officer, "other")

    assert (answer.json["person_id"], answer.json["due_on"]) == (people.co_officer, "2026-11-27")
    assert officer.rows("visit_plan") == []
    assert [row["due_on"] for row in co_officer.rows("visit_plan")] == ["2026-11-27"]


def test_who_was_to_go_reads_why_a_visit_was_called_off(assigned, officer, head):
    answer = head.post(f"{PATH}/p1/cancel", {"reason": "企业停产"})
    [row] = officer.rows("visit_plan")

    assert answer.json["state"] == "cancelled"
    assert (row["state"], row["reason"]) == ("cancelled", "企业停产")
    assert head.patch(f"{PATH}/p1", {"note": "x"}).json["code"] == "409.186"


def test_assigning_twice_with_one_id_assigns_once(assigned, head, people):
    again = assign(head, person_id=people.officer)

    assert again.status_code == 201
    assert len(shown(head)) == 1


def test_of_several_visits_none_is_assigned_when_one_cannot_be(officer, head, people):
    day = "2026-11-25"
    good = {"id": "p1", "enterprise_id": "a", "person_id": people.officer, "due_on": day}
    answer = head.post(PATH, {"plans": [good, {**good, "id": "p2", "enterprise_id": "nowhere"}]})

    assert answer.json["code"] == "422.182"
    assert shown(head) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"enterprise_id": "nowhere"}, "422.182"),
        ({"person_id": "nobody"}, "422.183"),
        ({"due_on": "2026-11-22"}, "422.184"),
        ({"due_on": "2028-01-01"}, "422.184"),
        ({"id": "p2"}, "409.185"),
        ({"id": "no/id"}, "422.00"),
        ({"due_on": "tomorrow"}, "422.00"),
    ],
)
def test_what_cannot_be_assigned_is_refused_with_the_reason(changes, code, assigned, head, people):
    wanted = {"id": "p9", "person_id": people.officer, **changes}

    assert assign(head, **wanted).json["code"] == code
    assert len(shown(head)) == 1


def test_a_branch_head_plans_for_the_own_people_only(officer, head, people, as_person):
    assert assign(head, person_id=people.stranger).json["code"] == "422.183"

    manager = as_person(people.manager)
    assert assign(manager, person_id=people.stranger).status_code == 201
    assert shown(head) == []
    assert head.post(f"{PATH}/p1/cancel", {"reason": "x"}).json["code"] == "404.00"
    assert len(shown(manager)) == 1


def test_administrators_and_supervisors_are_never_sent(officer, as_person, people):
    manager = as_person(people.manager)

    assert assign(manager, person_id=people.supervisor).json["code"] == "422.183"


def test_an_overdue_visit_is_shown_whatever_days_are_asked_for(assigned, as_person, people, time):
    time.pass_by(days=9)
    head = as_person(people.manager)
    later = {"first": "2026-12-02", "last": "2026-12-15"}

    assert [row["id"] for row in shown(head, **later)] == ["p1"]


def test_a_visit_made_offline_and_sent_late_still_does_it(assigned, officer, head, people):
    head.patch(f"{PATH}/p1", {"due_on": "2026-11-24"})
    officer.visit("v1", "a", opened_at="2026-11-23T03:00:00.000Z")

    assert shown(head)[0]["state"] == "done"


def test_who_shall_go_hears_of_it_and_of_a_visit_that_is_called_off(
    assigned, officer, head, people
):
    head.post(f"{PATH}/p1/cancel", {"reason": "企业停产"})

    rows = officer.rows("message")
    assert sorted((row["kind"], row["title"]) for row in rows) == [
        ("assignment", "王建国：不用再走访一家企业"),
        ("assignment", "王建国：请您走访一家企业"),
    ]
    assert any(row["words"].endswith("11月25日，企业停产") for row in rows)
