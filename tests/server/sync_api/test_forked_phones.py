"""A copied phone is found at its first diverging command; the desk hears, nothing is lost."""

import pytest
from sqlalchemy import select

from server.core import keys
from server.core.doors import reading
from server.features.sync_api.models import Defect, Device, RefusedCommand
from sync.protocol import Envelope, command_bytes
from tests.server.devices.phone_key import PhoneKey
from tests.server.sync_api.phones import NEW_PHONE, PHONE, command, rows, sync

OWN = {"body": command(1, text="of the copy")["body"].replace('"c1"', '"c9"')}


@pytest.fixture
def key():
    return PhoneKey()


@pytest.fixture
def officer(as_person, people, key):
    officer = as_person(people.officer, PHONE)
    officer.post("/api/devices/key", key.request(PHONE))
    return officer


@pytest.fixture
def copied(officer, key):
    """Give the officer after the phone and its copy have each told another second command."""
    first = signed(key, 1, "", text="before")
    second = signed(key, 2, hash_of(first), text="of the phone")
    sync(officer, commands=[first, second])
    other = signed(key, 2, hash_of(first), text="of the copy")
    refused = sync(officer, commands=[other], first_seq=2)
    assert (refused.status_code, refused.json["code"]) == (409, "409.04")
    assert "复制" in refused.json["title"]
    return officer, hash_of(second), other


def hash_of(sent):
    return Envelope(sent["body"]).hash


def signed(key, seq, prev_hash, device=PHONE, **args):
    place = f'"prev_hash": "{prev_hash}", "device_time"'
    text = command(seq, **args)["body"].replace('"device_time"', place)
    sig = key.sign(command_bytes(device, seq, prev_hash, text))
    return {"body": text, "sig": keys.base64url(sig)}


def test_the_desk_has_an_alarm_after_the_one_sync(copied, as_person, people):
    head = as_person(people.branch_head)

    [review] = head.get("/api/reviews").json
    [phone] = head.get("/api/devices/forked").json

    assert (review["status"], review["code"]) == ("forked", "409.200")
    assert (phone["device_id"], phone["person_name"]) == (PHONE, "陈志远")
    with reading() as session:
        assert [one.kind for one in session.scalars(select(Defect))] == ["forked"]
        [kept] = session.scalars(select(RefusedCommand)).all()
    assert kept.body == copied[2]["body"]


def test_the_first_phone_reads_it_in_plain_words_and_its_work_waits_for_a_person(copied, key):
    officer, head, _ = copied

    answer = sync(officer, commands=[signed(key, 3, head, text="later")], first_seq=3)

    assert [result["status"] for result in answer.json["results"]] == ["quarantined"]
    told = rows(answer, f"device:{PHONE}", "review")
    assert "复制" in next(row["title"] for row in told if row["status"] == "forked")


def test_the_second_phone_goes_on_under_another_device_and_is_aside_as_well(
    copied, as_person, people
):
    phone = as_person(people.officer, NEW_PHONE)

    answer = sync(phone, device=NEW_PHONE, commands=[OWN], replaces=PHONE)

    assert [result["status"] for result in answer.json["results"]] == ["quarantined"]
    assert rows(answer, f"device:{NEW_PHONE}", "review")
    with reading() as session:
        assert session.get(Device, PHONE).closed_at is None


def test_the_branch_head_lets_the_right_phone_go_on(copied, key, as_person, people):
    officer, digest, _ = copied
    head = as_person(people.branch_head)

    answer = head.post(f"/api/devices/forked/{PHONE}/release", {"reason": "已当面核对"})

    assert (answer.status_code, head.get("/api/devices/forked").json) == (204, [])
    later = sync(officer, commands=[signed(key, 3, digest, text="later")], first_seq=3)
    assert [result["status"] for result in later.json["results"]] == ["applied"]


def test_what_waited_is_taken_from_the_inbox_by_a_person(copied, key, as_person, people):
    officer, digest, _ = copied
    sync(officer, commands=[signed(key, 3, digest, text="later")], first_seq=3)
    head = as_person(people.branch_head)
    waiting = next(one for one in head.get("/api/reviews").json if one["status"] == "quarantined")

    settled = head.post(f"/api/reviews/{waiting['id']}/settle", {"way": "take_mine"})

    assert settled.status_code == 200, settled.json


@pytest.mark.parametrize("who", ["officer", "stranger", "manager"])
def test_nobody_else_lets_a_phone_go_on(copied, as_person, people, who):
    caller = as_person(getattr(people, who))

    answer = caller.post(f"/api/devices/forked/{PHONE}/release", {"reason": "x"})

    assert (answer.status_code, answer.json["code"]) == (403, "403.00")


def test_nobody_lets_his_own_phone_go_on(as_person, people):
    head = as_person(people.branch_head, PHONE)
    sync(head, commands=[command(1)])
    sync(head, commands=[command(1, text="another")])

    answer = head.post(f"/api/devices/forked/{PHONE}/release", {"reason": "x"})

    assert answer.status_code == 403
