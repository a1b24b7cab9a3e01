"""A lost phone is told to wipe itself: its unsent work first, and nothing if that is refused."""

import io
import json
from hashlib import sha256

import pytest

from server.core import audit, keys, signing
from server.core.doors import reading
from server.features.devices import queries as devices
from server.features.evidence import queries as photos
from server.features.sync_api import queries as chains
from sync.protocol import command_bytes
from tests.server.devices.phone_key import PhoneKey
from tests.server.rescue.conftest import PHONE
from tests.server.rescue.files import command, locked, visit

ORDERS, WORK, DONE = (f"/api/public/wipe/{what}" for what in ("orders", "work", "done"))
REASON = {"reason": "手机遗失"}
PHOTO = b"\xff\xd8\xff\xe0 not quite a photo"


@pytest.fixture
def key(officer):
    """Give the key of the officer's phone, which the bureau knows."""
    made = PhoneKey()
    officer.post("/api/devices/key", made.request(PHONE))
    return made


@pytest.fixture
def lost(head, key):
    """Give the order that the finder's browser fetches: nobody is signed in on it."""
    assert head.post(f"/api/devices/keys/{key.kid}/wipe", REASON).status_code == 200


def ask(client, *devices_asked):
    return client.post(ORDERS, {"devices": list(devices_asked)})


def order_of(client):
    return json.loads(ask(client, PHONE).json[0]["body"])


def hand_over(client, upon, content, **named):
    told = {"order": upon["order"], "device": upon["device"], **named}
    return client.post(WORK, query_string=told, data={"file": (io.BytesIO(content), "x.dsr")})


def signed(file, key):
    """Have every command of a file signed by a phone's key, one after the other."""
    before = ""
    for batch in file.batches:
        for seq, sent in enumerate(batch["commands"], start=batch["first_seq"]):
            text = command_bytes(file.device, seq, before, sent["body"])
            sent["sig"] = keys.base64url(key.sign(text))
            before = sha256(sent["body"].encode()).hexdigest()
    return locked(file)


def state(head):
    [line] = head.get("/api/devices/keys").json
    return line["wipe"]


def test_an_order_names_its_device_and_is_signed_by_the_bureau(officer, lost):
    [letter] = ask(officer, "another-device", PHONE).json

    told = json.loads(letter["body"])
    assert told["device"] == PHONE
    text = b"doorstep-wipe-v1\n" + letter["body"].encode()
    assert signing.verify(text, letter["signature"])
    assert not signing.verify(text.replace(b"0", b"1"), letter["signature"])


def test_a_phone_without_an_order_hears_of_none(officer, key):
    assert ask(officer, PHONE, "another-device").json == []


def test_an_order_signs_the_person_out_revokes_the_key_and_stands_once(
    officer, head, key, lost, time
):
    time.pass_by(minutes=5)
    again = head.post(f"/api/devices/keys/{key.kid}/wipe", REASON)

    assert officer.get("/api/session").status_code == 401
    assert again.json["revoked_at"] is not None
    assert again.json["wipe"]["ordered_at"].startswith("2026-11-23T02:00")
    assert len(ask(officer, PHONE).json) == 1


def test_the_desk_sees_how_far_an_order_has_come(officer, head, lost, time):
    assert state(head)["fetched_at"] is None
    time.pass_by(minutes=5)
    told = order_of(officer)
    assert state(head)["fetched_at"].startswith("2026-11-23T02:05")
    assert state(head)["wiped_at"] is None

    time.pass_by(minutes=5)
    done = {"order": told["order"], "device": PHONE}
    assert officer.post(DONE, done).status_code == 204
    time.pass_by(minutes=5)
    assert officer.post(DONE, done).status_code == 204

    assert state(head)["wiped_at"].startswith("2026-11-23T02:10")
    with reading() as session:
        assert audit.last_deed(session, PHONE).event == "device.wiped"


def test_work_handed_over_waits_for_people_with_its_photos(officer, head, key, lost, file):
    digest = sha256(PHOTO).hexdigest()
    told = json.loads(visit(1, PHONE, file.person, photos=[digest]))
    file.add(json.dumps({**told, "blobs": [digest]})).photo(PHOTO)
    content = signed(file, key)
    order = order_of(officer)

    answers = [hand_over(officer, order, content) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    receipt = answers[0].json
    assert json.loads(receipt["body"])["sha256"] == sha256(content).hexdigest()
    text = b"doorstep-wipe-work-v1\n" + receipt["body"].encode()
    assert signing.verify(text, receipt["signature"])
    with reading() as session:
        stored = chains.command(session, PHONE, 1)
        assert (stored.status, stored.result["problem"]["code"]) == ("quarantined", "403.202")
        assert photos.is_declared_by(session, file.person, digest)
    assert (state(head)["commands"], state(head)["trouble"]) == (1, "")


def test_work_of_a_phone_that_another_one_replaced_is_taken_in_too(
    as_person, administrator, people, key, lost, file
):
    next_phone, ticket = PhoneKey(), {"person_id": file.person}
    security = as_person(people.security)
    made = security.post("/api/devices/enrolments", ticket).json
    owner = as_person(file.person, "next-phone")
    owner.post("/api/devices/enrol", next_phone.asking(made["code"], "next-phone"))
    confirmed = security.post(f"/api/devices/enrolments/{made['id']}/confirm")
    assert confirmed.json["state"] == "confirmed"
    content = signed(file.add(command(1, PHONE, "note", "a", text="x")), key)

    assert hand_over(owner, order_of(owner), content).status_code == 201
    with reading() as session:
        assert chains.command(session, PHONE, 1).status == "quarantined"


@pytest.mark.parametrize("signer", ["nobody", "another key"])
def test_work_that_the_phone_did_not_sign_is_refused_and_the_desk_hears_why(
    officer, head, key, lost, file, signer
):
    file.add(command(1, PHONE, "note", "a", text="x"))
    content = locked(file) if signer == "nobody" else signed(file, PhoneKey())

    answer = hand_over(officer, order_of(officer), content)

    assert answer.status_code in {403, 422}
    assert state(head)["trouble"] == answer.json["title"]
    assert state(head)["taken_at"] is None
    with reading() as session:
        assert chains.command(session, PHONE, 1) is None


def test_work_under_a_device_that_the_bureau_never_knew_is_refused(officer, lost, file):
    file.device = "01a20adc-0000-7000-8000-00000000000f"
    content = signed(file.add(command(1, file.device, "note", "a", text="x")), PhoneKey())

    assert hand_over(officer, order_of(officer), content).json["code"] == "422.290"


def test_a_file_with_a_hole_before_it_is_refused_whole(officer, lost, key, file):
    file.add(command(3, PHONE, "note", "a", text="x"), first_seq=3)

    answer = hand_over(officer, order_of(officer), signed(file, key))

    assert answer.json["code"] == "409.61"


def test_nothing_is_read_of_a_body_without_an_order(officer, lost, file):
    order = order_of(officer)

    for named in ({"order": "x"}, {"device": "another-device"}):
        assert hand_over(officer, order, b"no file", **named).status_code == 404
    assert officer.post(DONE, {"order": "x", "device": PHONE}).status_code == 404


def test_a_phone_that_hands_over_without_end_is_refused(officer, lost):
    order = order_of(officer)
    for _ in range(50):
        assert hand_over(officer, order, b"no file").json["code"] == "422.60"

    assert hand_over(officer, order, b"no file").json["code"] == "409.290"


def test_only_who_may_revoke_the_key_orders_a_phone_wiped(as_person, people, key):
    path = f"/api/devices/keys/{key.kid}/wipe"

    assert as_person(people.co_officer).post(path, REASON).json["code"] == "403.00"
    assert as_person(people.security).post(path, {"reason": ""}).status_code == 422
    with reading() as session:
        assert devices.wipe_orders(session, {PHONE}) == {}
