"""S13: whoever tries links from one address soon waits, and who watches is told."""

import os

import pytest
from sqlalchemy import select

from server.core import audit
from server.core.doors import reading
from server.core.ids import new_token
from server.features.cases import links
from server.features.cases.guessing import ALARM_AT, GUESSED, LINKS

LOOK, ANSWER = "/api/public/cases/look", "/api/public/cases/answer"
HERE, THERE = "203.0.113.7", "203.0.113.8"
GUESSES = 1_000_000 if "DOORSTEP_LONG" in os.environ else 5_000


@pytest.fixture
def token(officer, matter):
    officer.take(matter)
    officer.propose(matter)
    return officer.client.post(f"/api/cases/{matter}/link").json["token"]


def look(client, token, address=HERE):
    return client.post(LOOK, {"token": token}, environ_base={"REMOTE_ADDR": address})


def guess_until_refused(client, address=HERE):
    for _ in range(LINKS.free):
        assert look(client, new_token(), address).status_code == 404
    return look(client, new_token(), address)


def alarms():
    with reading() as session:
        told = select(audit.AuditEntry).where(audit.AuditEntry.event == GUESSED)
        return [(one.person_id, one.facts["tried"]) for one in session.scalars(told)]


def test_after_ten_wrong_links_an_address_waits_a_minute(token, anybody, time):
    refused = guess_until_refused(anybody)

    assert (refused.status_code, refused.json["code"]) == (429, "429.309")
    assert refused.headers["Retry-After"] == "60"
    assert "请过 1 分钟再试" in refused.json["detail"]

    time.pass_by(seconds=59)
    assert look(anybody, token).headers["Retry-After"] == "1"
    time.pass_by(seconds=1)
    assert look(anybody, token).status_code == 200


def test_of_all_that_is_tried_within_a_minute_ten_links_are_looked_up(token, anybody):
    codes = [look(anybody, new_token()).status_code for _ in range(40)]

    assert codes == [404] * 10 + [429] * 30


def test_looking_and_answering_count_together_and_the_right_link_waits_too(token, anybody):
    guess_until_refused(anybody)
    told = {"token": token, "agrees": True}

    answer = anybody.post(ANSWER, told, environ_base={"REMOTE_ADDR": HERE})

    assert (answer.status_code, answer.json["code"]) == (429, "429.309")
    assert anybody.post(ANSWER, told, environ_base={"REMOTE_ADDR": THERE}).status_code == 200


def test_who_opens_the_right_link_often_or_a_spent_one_never_waits(token, anybody):
    assert {look(anybody, token).status_code for _ in range(25)} == {200}
    anybody.post(ANSWER, {"token": token, "agrees": True})

    assert {look(anybody, token).status_code for _ in range(25)} == {410}


def test_another_address_of_the_same_subscriber_is_no_way_around(token, anybody):
    guess_until_refused(anybody, "2001:db8:1:2::1")

    assert look(anybody, token, "2001:db8:1:2:ffff::9").status_code == 429
    assert look(anybody, token, "2001:db8:1:3::1").status_code == 200


def test_an_address_written_as_ipv6_is_the_same_address(token, anybody):
    guess_until_refused(anybody, f"::ffff:{HERE}")

    assert look(anybody, token, HERE).status_code == 429
    assert look(anybody, token, f"::ffff:{THERE}").status_code == 200


def test_guessing_links_makes_nobody_wait_who_signs_in(anybody, people):
    guess_until_refused(anybody)
    told = {"name": "chen", "password": "wrong horse 9"}

    signed_in = anybody.post("/api/session", told, environ_base={"REMOTE_ADDR": HERE})

    assert signed_in.status_code == 401


def test_many_guesses_are_told_once_a_day_whatever_addresses_they_come_from(token, anybody, time):
    addresses = [f"198.51.100.{n}" for n in range(ALARM_AT - 1)]
    for address in addresses:
        look(anybody, new_token(), address)
    assert alarms() == []

    for address in (HERE, THERE):
        look(anybody, new_token(), address)

    assert alarms() == [(None, ALARM_AT)]
    time.pass_by(days=1)
    look(anybody, new_token())
    assert len(alarms()) == 1, "one wrong link of a new day is no alarm"


def test_who_watches_over_the_work_reads_the_alarm(token, anybody, as_person, people):
    for n in range(ALARM_AT):
        look(anybody, new_token(), f"198.51.100.{n}")

    told = as_person(people.supervisor).get("/api/audit?kinds=case").json

    assert GUESSED in str(told)


def test_of_random_links_none_is_one(token, time):

    with reading() as session:
        assert links.look(session, token, at=time.at), "the control: the real one is found"
        for _ in range(GUESSES):
            with pytest.raises(links.LinkUnknown):
                links.look(session, new_token(), at=time.at)
