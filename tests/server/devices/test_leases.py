"""What a phone may decide without a network: granted at its contacts, judged by the bureau."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from server.core import signing
from server.core.doors import reading, writing
from server.features.accounts.models import Person, SignIn
from server.features.devices.models import AuthorityLease
from server.features.numbering import leasing
from server.features.numbering import queries as numbering
from sync import authority
from tests.server.devices.phone_key import PhoneKey
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.registrations import acts

HOUR = 3_600_000


@pytest.fixture
def place(app):
    add("e1", "东莞市明丰五金厂", town=CHANGAN, code="91441900MA4UQ12X0B")
    acts.publish()
    acts.follow(acts.APPROVAL)


@pytest.fixture
def phone_of(place, as_person, time):
    def phone(person_id, device="phone-1"):
        client = as_person(person_id, device)
        # These tests pass over weeks.
        with writing() as session:
            session.execute(update(SignIn).values(expires_at=time() + timedelta(days=400)))
        return acts.DoorPhone(client, person_id, device)

    return phone


@pytest.fixture
def lead(phone_of, people):
    return phone_of(people.officer)


def held(phone):
    """Return the one lease that a phone holds, once the bureau's signature over it is right."""
    [row] = phone.rows("authority_lease")
    signed = authority.signed_text(row["body"]).encode()
    assert signing.verify(signed, row["signature"])
    return authority.read_lease(row["body"])


def decide(phone, people, act_id="r1", **changes):
    args = acts.act(act_id, phone, people.co_officer, **changes)
    return phone.send("registration.decide", act_id, args)


def instant(time):
    at = time()
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"


def test_the_first_contact_brings_a_lease_of_72_hours_over_the_numbers_of_the_phone(lead, time):
    lease = held(lead)

    assert lease.expires_at - lease.issued_at == 72 * HOUR
    assert lease.dark_at - lease.issued_at == 7 * 24 * HOUR
    assert lease.issued_at == int(time().timestamp() * 1000)
    assert set(lease.acts) == {"decision", "exemption", "assistance"}
    assert {span.block for span in lease.numbers} == {
        row["id"] for row in lead.rows("number_lease")
    }


def test_who_does_not_decide_at_doors_gets_a_lease_that_lets_decide_nothing(phone_of, people):
    assert held(phone_of(people.manager)).acts == ()


def test_a_contact_soon_after_changes_nothing_and_one_half_a_day_later_brings_the_next(lead, time):
    first = held(lead)
    time.pass_by(hours=11)
    again = held(lead)
    time.pass_by(hours=2)
    later = held(lead)

    assert again == first
    assert later.id != first.id
    assert later.expires_at - first.expires_at == 13 * HOUR


def test_what_a_phone_carries_is_looked_at_every_five_minutes_not_at_each_push(lead, people, time):
    held(lead)
    with writing() as session:
        for lease in session.scalars(select(AuthorityLease)):
            session.delete(lease)

    decide(lead, people)
    assert held_by_bureau() == 0

    time.pass_by(minutes=6)
    decide(lead, people, "r2")
    assert held_by_bureau() == 1


def test_a_bureau_whose_clock_was_a_day_ahead_looks_again_once_it_is_right(lead, people, time):
    time.pass_by(days=1)
    held(lead)
    with writing() as session:
        for lease in session.scalars(select(AuthorityLease)):
            session.delete(lease)

    time.pass_by(days=-1)
    decide(lead, people)

    assert held_by_bureau() == 1


def held_by_bureau():
    with reading() as session:
        return len(session.scalars(select(AuthorityLease)).all())


def test_a_phone_whose_clock_was_ahead_gets_another_lease_at_once(lead, time):
    before = held(lead)
    time.pass_by(minutes=1)

    assert lead.client.post("/api/devices/lease").status_code == 204

    assert held(lead).issued_at == before.issued_at + HOUR // 60
    assert [span.first for span in held(lead).numbers] == [span.first for span in before.numbers]


def test_a_phone_without_a_lease_gets_none_by_asking(place, as_person, people):
    asked = as_person(people.officer, "phone-9").post("/api/devices/lease")

    assert asked.status_code == 204
    assert held_by_bureau() == 0


def test_a_block_that_is_leased_later_is_added_to_the_lease(lead, people, time):
    first = held(lead)
    with writing() as session:
        [block] = [
            one
            for one in numbering.leases_of_device(session, lead.device)
            if one.kind == "decision"
        ]
        series = numbering.series(session, block.series_id)
        leasing.lease(session, series, lead.device, people.officer, time())

    wider = held(lead)

    assert wider.id == first.id
    assert len(wider.numbers) == len(first.numbers) + 1


def test_an_act_within_the_lease_stands(lead, people):
    assert decide(lead, people)["status"] == "applied"
    assert acts.grounds_of("r1") == []


def test_an_act_after_the_end_of_the_lease_goes_to_review_and_keeps_its_number(lead, people, time):
    number = lead.number()
    time.pass_by(hours=72)
    opened = instant(time)
    time.pass_by(hours=3)
    told = {"number": number, "opened_at": opened, "decided_at": opened}

    decide(lead, people, **told)

    assert acts.state_of("r1")[0] == "in_review"
    assert acts.grounds_of("r1") == ["办理时手机上的授权已经过期（太久没有联网）"]
    with reading() as session:
        series_id = numbering.lease(session, number["lease_id"]).series_id
        assert numbering.entry(session, series_id, number["n"]).act_id == "r1"


def test_an_act_one_second_before_the_end_of_the_lease_stands_however_late_it_comes(
    lead, people, time
):
    number = lead.number()
    time.pass_by(hours=71, minutes=59, seconds=59)
    decided = instant(time)
    time.pass_by(days=30)

    decide(lead, people, number=number, opened_at=decided, decided_at=decided)

    assert acts.grounds_of("r1") == []


def test_an_act_that_says_to_be_older_than_the_phones_first_contact_goes_to_review(lead, people):
    number = lead.number()
    before = "2026-11-22T01:00:00.000Z"

    decide(lead, people, number=number, opened_at=before, decided_at=before)

    assert acts.grounds_of("r1") == ["办理时间早于局里给这部手机的授权"]


def test_an_act_of_somebody_who_was_transferred_meanwhile_goes_to_review_whole(lead, people, time):
    number = lead.number()
    with writing() as session:
        mate = session.get(Person, people.stranger)
        session.get(Person, people.officer).branch_id = mate.branch_id
    time.pass_by(minutes=20)

    decide(lead, people, number=number)

    told = acts.grounds_of("r1")
    assert "办理时手机上的授权是另一个分局的" in told
    assert any("没有在这里现场办理的权限" in words for words in told)


def test_a_revoked_key_ends_the_lease_and_what_it_decided_before_is_covered(
    lead, people, as_person, time
):
    key = PhoneKey()
    lead.rows("authority_lease")
    lead.client.post("/api/devices/key", key.request(lead.device))
    time.pass_by(hours=1)
    as_person(people.branch_head).post(f"/api/devices/keys/{key.kid}/revoke", {"reason": "遗失"})

    with reading() as session:
        [row] = session.scalars(
            select(AuthorityLease).where(AuthorityLease.device_id == lead.device)
        )
        ended_at = row.ended_at

    assert ended_at == time()


def test_a_phone_whose_key_was_revoked_carries_nothing_until_it_has_another_key(
    lead, people, as_person, time
):
    key = PhoneKey()
    lead.rows("authority_lease")
    lead.client.post("/api/devices/key", key.request(lead.device))
    as_person(people.branch_head).post(f"/api/devices/keys/{key.kid}/revoke", {"reason": "遗失"})
    time.pass_by(hours=1)
    anew = as_person(people.officer, "signed-in-anew")
    found = acts.DoorPhone(anew, people.officer, lead.device)

    assert found.rows("authority_lease") == []
    assert {row["state"] for row in found.rows("number_lease")} == {"lost"}

    found.client.post("/api/devices/key", PhoneKey().request(lead.device))
    time.pass_by(minutes=10)

    assert len(found.rows("authority_lease")) == 1
    assert "open" in {row["state"] for row in found.rows("number_lease")}


def test_a_lease_that_was_altered_does_not_verify(lead):
    [row] = lead.rows("authority_lease")
    told = json.loads(row["body"])
    forged = json.dumps({**told, "expires_at": told["expires_at"] + 1})

    assert not signing.verify(authority.signed_text(forged).encode(), row["signature"])
