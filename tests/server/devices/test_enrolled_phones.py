"""Where phones must be enrolled, others send nothing; a lost one ends with the next."""

import pytest
from sqlalchemy import select

from server import founding
from server.app import create_app
from server.config import Settings
from server.core import keys
from server.core.db import db
from server.core.doors import reading, writing
from server.features.devices import commands, queries
from server.features.numbering.models import NumberLease
from server.features.reviews.models import Review
from server.features.sync_api.models import CommandEntry, Device, RefusedCommand
from sync.protocol import command_bytes
from tests.server.devices.phone_key import PhoneKey
from tests.server.devices.test_enrolment import ENROL, enrolled, invited, refusal
from tests.server.sync_api.phones import command, sync

KEY, RULE = "/api/devices/key", "/api/devices/enrolment-rule"
PHONE, NEXT = "phone-1", "phone-2"


@pytest.fixture
def head(as_person, people):
    return as_person(people.branch_head)


@pytest.fixture
def phone(as_person, people):
    return as_person(people.officer, PHONE)


@pytest.fixture
def required(app, time):
    with writing() as session:
        commands.require_enrolment(session, required=True, by=None, at=time())


@pytest.fixture
def key():
    return PhoneKey()


def signed(key, seq, device=PHONE):
    body = command(seq)["body"]
    return {
        "body": body,
        "sig": keys.base64url(key.sign(command_bytes(device, seq, "", body))),
    }


def test_a_phone_that_is_not_enrolled_reads_but_sends_nothing(required, phone, key):
    assert refusal(phone.post(KEY, key.request())) == (403, "403.235")

    answer = sync(phone, PHONE, commands=[signed(key, 1)], announced_head=1)

    assert refusal(answer) == (403, "403.235")
    assert "登记" in answer.json["title"]
    assert sync(phone, PHONE).status_code == 200
    with reading() as session:
        for kept in (CommandEntry, RefusedCommand, NumberLease):
            assert session.scalars(select(kept)).all() == []
        assert queries.keys(session) == []


def test_once_enrolled_what_waited_arrives_and_numbers_are_leased(
    required, head, phone, people, key
):
    sync(phone, PHONE, commands=[signed(key, 1)], announced_head=1)

    enrolled(head, phone, people.officer, key)

    answer = sync(phone, PHONE, commands=[signed(key, 1)], announced_head=1)
    assert [one["status"] for one in answer.json["results"]] == ["applied"]
    assert phone.post(KEY, key.request()).status_code == 200


def test_phones_of_before_go_on_and_later_ones_are_enrolled(
    as_person, people, phone, key, time, head
):
    phone.post(KEY, key.request())
    time.pass_by(minutes=1)
    security = as_person(people.security)

    assert security.put(RULE, {"required": True}).json["required"] is True

    sent = sync(phone, PHONE, commands=[signed(key, 1)], announced_head=1)
    assert [one["status"] for one in sent.json["results"]] == ["applied"]
    late = as_person(people.co_officer, NEXT)
    assert refusal(late.post(KEY, PhoneKey().request(NEXT))) == (403, "403.235")
    assert refusal(head.put(RULE, {"required": False})) == (403, "403.00")
    security.put(RULE, {"required": False})
    assert late.post(KEY, PhoneKey().request(NEXT)).status_code == 200


def test_switching_the_rule_on_again_does_not_move_its_day(as_person, people, time):
    security = as_person(people.security)
    first = security.put(RULE, {"required": True}).json
    time.pass_by(hours=1)

    assert security.put(RULE, {"required": True}).json == first
    assert security.get(RULE).json == first


def test_a_bureau_in_which_people_work_already_is_left_as_it_was(app, time, people):
    with writing() as session:
        commands.found_rule(session, at=time())

    with reading() as session:
        assert queries.required_from(session) is None


def test_a_phone_enrolled_after_a_loss_closes_the_chain_of_the_lost_one(
    head, phone, people, key, as_person, time
):
    enrolled(head, phone, people.officer, key)
    sync(phone, PHONE, commands=[signed(key, 1)], announced_head=3)
    head.post(f"/api/devices/keys/{key.kid}/revoke", {"reason": "手机遗失"})
    time.pass_by(minutes=1)
    again = as_person(people.officer, NEXT)

    enrolled(head, again, people.officer, PhoneKey(), NEXT)

    with reading() as session:
        lost, new = (session.get(Device, one) for one in (PHONE, NEXT))
        [review] = session.scalars(select(Review).where(Review.status == "lost"))
    assert (lost.closed_at is not None, lost.replaced_by, new.closed_at) == (True, NEXT, None)
    assert review.device_id == NEXT
    assert review.title == "第 2–3 条未收到，手机资料已丢失"


def test_a_phone_that_turned_up_after_it_was_replaced_is_not_enrolled_again(
    head, phone, people, key, as_person, time
):
    enrolled(head, phone, people.officer, key)
    head.post(f"/api/devices/keys/{key.kid}/revoke", {"reason": "手机遗失"})
    time.pass_by(minutes=1)
    enrolled(head, as_person(people.officer, NEXT), people.officer, PhoneKey(), NEXT)
    found = as_person(people.officer, "signed-in-anew")

    ticket = invited(head, people.officer)

    body = PhoneKey().asking(ticket["code"], PHONE)
    assert refusal(found.post(ENROL, body)) == (409, "409.237")


def test_a_phone_that_turned_up_before_is_enrolled_with_a_new_key_on_its_own_chain(
    head, phone, people, key, as_person, time
):
    enrolled(head, phone, people.officer, key)
    head.post(f"/api/devices/keys/{key.kid}/revoke", {"reason": "手机遗失"})
    time.pass_by(minutes=1)
    found = as_person(people.officer, "signed-in-anew")

    enrolled(head, found, people.officer, PhoneKey())

    with reading() as session:
        assert session.get(Device, PHONE).closed_at is None
        assert [row.revoked_at is None for row in queries.known_of_device(session, PHONE)] == [
            True,
            False,
        ]


def test_a_new_bureau_is_founded_with_the_rule(tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    app = create_app(Settings(database_url=url, data_dir=tmp_path / "data", pwa_dir=tmp_path))

    founding.prepare(app)

    with app.app_context():
        with reading() as session:
            assert queries.required_from(session) is not None
        db.session.remove()
        db.engine.dispose()
