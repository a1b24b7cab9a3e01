"""Phones hear of rolled keys with the answer to a sync, by the mark of those that they know."""

import json

import pytest

from server.core import keyring, rolling, signing
from server.core.rolling import RECEIPT, RESCUE
from sync.protocol import Envelope, Link, receipt_bytes
from sync.succession import Keys, follow
from tests.server.sync_api.phones import PHONE, command, proof, sync

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def roll(app):
    folder = app.extensions["doorstep.settings"].data_dir / "keys"
    return lambda purpose, **how: rolling.roll(folder, purpose, **{"is_lost": False, **how})


@pytest.fixture
def officer(as_person, people):
    return as_person(people.officer, PHONE)


def known_to(client):
    told = client.get("/api/session").json
    return Keys(told["receipt_key"], told["rescue_key"], tuple(told["retired_keys"]))


def chain_in(answer):
    return tuple(Link(**link) for link in answer.json["succession"])


def test_a_phone_that_knows_the_keys_in_force_hears_nothing(officer, roll):
    roll(RECEIPT)

    assert "succession" not in sync(officer, keys=known_to(officer).mark).json


def test_a_phone_of_before_that_names_no_keys_hears_nothing(officer, roll):
    roll(RECEIPT)

    assert "succession" not in sync(officer).json


def test_a_phone_that_slept_verifies_the_receipts_in_the_very_answer(officer, roll):
    asleep = known_to(officer)
    roll(RECEIPT)
    roll(RESCUE)
    roll(RECEIPT)

    sent = command(1)
    answer = sync(officer, keys=asleep.mark, commands=[sent])

    followed = follow(asleep, chain_in(answer), signing.is_signed_by)
    assert followed.is_whole
    assert followed.keys == known_to(officer)
    [result] = answer.json["results"]
    signed = receipt_bytes(answer.json["epoch"], PHONE, 1, Envelope(sent["body"]).hash)
    assert signing.is_signed_by(followed.keys.receipt, signed, result["receipt"])
    assert "succession" not in sync(officer, keys=followed.keys.mark).json


def test_a_command_that_is_sent_again_keeps_the_receipt_of_the_key_before(officer, roll):
    asleep, sent = known_to(officer), command(1)
    first = sync(officer, keys=asleep.mark, commands=[sent]).json["results"]
    roll(RECEIPT)

    again = sync(officer, keys=asleep.mark, commands=[sent])

    [result] = again.json["results"]
    signed = receipt_bytes(again.json["epoch"], PHONE, 1, Envelope(sent["body"]).hash)
    signers = follow(asleep, chain_in(again), signing.is_signed_by).keys.signers
    assert any(signing.is_signed_by(key, signed, result["receipt"]) for key in signers)
    assert first[0]["status"] == result["status"]


def test_a_receipt_by_the_key_before_still_proves_that_the_bureau_forgot(officer, roll):
    sent, epoch = command(1), sync(officer).json["epoch"]
    told = proof(epoch, 1, sent)
    roll(RECEIPT)

    answer = sync(officer, commands=[sent], epoch=epoch, last_receipt=1, proof=told)

    assert answer.json["epoch"] != epoch


def test_an_unvouched_key_is_told_and_cannot_be_followed(officer, roll):
    asleep = known_to(officer)
    roll(RECEIPT, is_lost=True)

    [link] = chain_in(sync(officer, keys=asleep.mark))

    assert link.signature == ""
    assert not follow(asleep, [link], signing.is_signed_by).is_whole
    assert known_to(officer).retired == (asleep.receipt,)


def test_the_list_for_everybody_leads_from_key_to_key(app, people, as_person, roll):
    stranger = app.test_client()
    first = stranger.get("/api/public/receipts/keys").json
    assert first["succession"] == []

    roll(RECEIPT)

    letter = stranger.get("/api/public/receipts/keys").json
    chain = [Link(**link) for link in letter["succession"]]
    rescue = json.loads(chain[0].body)["rescue"]
    followed = follow(Keys(first["key"], rescue), chain, signing.is_signed_by)
    assert followed.keys.receipt == letter["key"] == keyring.held().public.receipt
