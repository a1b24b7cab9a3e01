"""At the real door: who is signed in but lacks the phone's key changes nothing in its name."""

import json

import pytest
from sqlalchemy import select

from server.core import keys
from server.core.doors import reading
from server.features.sync_api.models import CommandEntry, Defect, Device, RefusedCommand
from sync.protocol import command_bytes
from tests.server.devices.phone_key import PhoneKey
from tests.server.sync_api.phones import PHONE, command, sync


@pytest.fixture
def key():
    return PhoneKey()


@pytest.fixture
def officer(as_person, people):
    return as_person(people.officer, PHONE)


@pytest.fixture
def phone(officer, key):
    """Give the officer's phone, whose key the bureau knows."""
    sync(officer)
    officer.post("/api/devices/key", key.request(PHONE))
    return officer


def signed(key, seq, **args):
    body = command(seq, **args)["body"]
    sig = key.sign(command_bytes(PHONE, seq, "", body))
    return {"body": body, "sig": keys.base64url(sig)}


def test_a_signed_command_is_applied_and_its_signature_kept(phone, key):
    sent = signed(key, 1)

    answer = sync(phone, commands=[sent])

    assert [result["status"] for result in answer.json["results"]] == ["applied"]
    with reading() as session:
        assert session.get(CommandEntry, (PHONE, 1)).sig == sent["sig"]


@pytest.mark.parametrize("forge", ["unsigned", "of_another_key", "changed"])
def test_a_forged_command_is_refused_in_words_and_kept_as_evidence(phone, key, forge):
    sent = {
        "unsigned": command(1),
        "of_another_key": signed(PhoneKey(), 1),
        "changed": {**signed(key, 1), "body": command(1, text="bye")["body"]},
    }[forge]

    answer = sync(phone, commands=[sent], announced_head=1)

    assert (answer.status_code, answer.json["code"], answer.json["seq"]) == (403, "403.200", 1)
    assert "签名" in answer.json["title"]
    assert sync(phone, first_seq=2).json["expected_seq"] == 1
    with reading() as session:
        [kept] = session.scalars(select(RefusedCommand)).all()
        [seen] = session.scalars(select(Defect)).all()
    assert (kept.body, kept.seq, kept.sig) == (sent["body"], 1, sent.get("sig"))
    assert (seen.kind, seen.device_id) == ("badly_signed", PHONE)


def test_the_phone_goes_on_once_it_has_signed_what_was_refused(phone, key):
    sync(phone, commands=[command(1)])

    answer = sync(phone, commands=[signed(key, 1)])

    assert [result["status"] for result in answer.json["results"]] == ["applied"]


def test_what_was_queued_before_the_key_was_known_may_come_unsigned_once(officer, key):
    sync(officer, announced_head=2)
    officer.post("/api/devices/key", key.request(PHONE))

    answer = sync(officer, commands=[command(1), command(2)])

    assert [result["status"] for result in answer.json["results"]] == ["applied", "applied"]
    assert sync(officer, commands=[command(3)], first_seq=3).status_code == 403


def test_a_key_registered_before_the_first_contact_counts_from_the_first_command(officer, key):
    officer.post("/api/devices/key", key.request(PHONE))

    assert sync(officer, commands=[command(1)]).status_code == 403
    with reading() as session:
        assert session.get(Device, PHONE).signed_from == 1


def test_what_a_revoked_key_signed_waits_for_the_branch_head(phone, key, as_person, people):
    head = as_person(people.branch_head)
    assert head.post(f"/api/devices/keys/{key.kid}/revoke", {"reason": "丢失"}).status_code == 200

    assert sync(phone, commands=[signed(key, 1)]).status_code == 401
    again = as_person(people.officer, "signed-in-anew")
    answer = sync(again, commands=[signed(key, 1)])

    [result] = answer.json["results"]
    assert (result["status"], result["problem"]["code"]) == ("quarantined", "403.202")
    [waiting] = head.get("/api/reviews").json
    assert waiting["code"] == "403.202"


def test_evidence_of_one_phone_does_not_grow_without_end(phone, monkeypatch):
    monkeypatch.setattr("server.features.sync_api.commands.MOST_REFUSED", 2)

    for n in range(4):
        sync(phone, commands=[command(1, text=f"text {n}")])

    with reading() as session:
        assert len(session.scalars(select(RefusedCommand)).all()) == 2


def test_somebody_elses_phone_is_refused_before_its_signatures_are_looked_at(
    phone, as_person, people
):
    stranger = as_person(people.stranger, "another-phone")

    answer = sync(stranger, commands=[command(1)])

    assert answer.json["code"] == "403.03"
    with reading() as session:
        assert session.scalars(select(RefusedCommand)).all() == []


def test_a_command_that_cannot_be_read_is_still_kept_for_people_when_it_is_signed(phone, key):
    sig = key.sign(command_bytes(PHONE, 1, "", json.dumps({"seq": "one"})))

    answer = sync(phone, commands=[{"body": '{"seq": "one"}', "sig": keys.base64url(sig)}])

    assert [result["status"] for result in answer.json["results"]] == ["quarantined"]
