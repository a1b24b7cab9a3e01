"""Who is behind is reminded once a day, and the desk sees when it was read."""

from functools import cache

import pytest

from server.core import audit
from server.core.doors import reading, writing
from server.features.accounts import queries as accounts

SUBJECT = "quota:2026"


@pytest.fixture
def desk_of(as_person):
    """Give the office of a person, who signs in once."""
    return cache(as_person)


@pytest.fixture
def nudge(desk_of):
    def by(sender, receiver, subject=SUBJECT, words="本期还差 1 家走访，请尽快安排"):
        body = {"person_id": receiver, "subject": subject, "words": words, "link": "/"}
        return desk_of(sender).post("/api/nudges", body)

    return by


def test_a_nudge_arrives_on_the_phone_and_the_desk_sees_that_it_was_read(
    nudge, people, officer, inbox, desk_of, time
):
    sent = nudge(people.branch_head, people.officer)
    assert (sent.status_code, sent.json["read_at"]) == (201, None)
    [row] = inbox(officer)
    assert (row["kind"], row["title"]) == ("nudge", "王建国提醒您")
    assert row["words"] == "本期还差 1 家走访，请尽快安排"

    time.pass_by(hours=2)
    at = "2026-11-23T03:15:00Z"
    officer.tell("message.read", people.officer, messages=[row["id"]], read_at=at)

    [line] = desk_of(people.branch_head).get(f"/api/nudges?subject={SUBJECT}").json
    assert (line["person_id"], line["sender_name"]) == (people.officer, "王建国")
    assert (line["sent_at"], line["read_at"]) == ("2026-11-23T02:00:00+00:00", at[:-1] + "+00:00")


def test_one_person_is_reminded_of_one_thing_once_a_day_whoever_does_it(
    nudge, people, time, officer, inbox
):
    nudge(people.branch_head, people.officer)

    again = nudge(people.manager, people.officer)

    assert (again.status_code, again.json["code"]) == (409, "409.190")
    assert again.json["detail"] == "王建国已在10:00提醒过，明天可以再提醒"
    assert nudge(people.manager, people.officer, subject="case:7").status_code == 201
    # The day is the city's: 02:00 UTC plus 14 hours is its midnight.
    time.pass_by(hours=14)
    assert nudge(people.manager, people.officer).status_code == 201
    assert len(inbox(officer)) == 3


def test_a_branch_head_reminds_the_own_branch_only(nudge, people, desk_of):
    assert nudge(people.branch_head, people.stranger).status_code == 404
    assert nudge(people.branch_head, people.manager).status_code == 404
    nudge(people.manager, people.stranger)

    assert desk_of(people.branch_head).get("/api/nudges").json == []
    assert len(desk_of(people.manager).get("/api/nudges").json) == 1


def test_nobody_reminds_himself_nor_whom_has_left(nudge, people):
    assert nudge(people.branch_head, people.branch_head).json["code"] == "422.191"
    with writing() as session:
        accounts.person(session, people.officer).active = False

    assert nudge(people.branch_head, people.officer).status_code == 404


@pytest.mark.parametrize("odd", [{"words": "  "}, {"words": "长" * 201}, {"subject": ""}])
def test_a_nudge_that_says_nothing_is_refused(nudge, people, odd):
    assert nudge(people.branch_head, people.officer, **odd).status_code == 422


def test_a_link_leads_nowhere_but_into_the_app(desk_of, people):
    for link in ("https://evil.example", "//evil.example/x", "javascript:alert(1)"):
        body = {"person_id": people.officer, "subject": "s", "words": "请看", "link": link}
        assert desk_of(people.manager).post("/api/nudges", body).status_code == 422


def test_a_nudge_stands_in_the_audit_trail(nudge, people):
    sent = nudge(people.branch_head, people.officer)

    with reading() as session:
        assert audit.is_recorded(session, "person.nudged", subject=sent.json["id"])
