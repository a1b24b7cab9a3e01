"""The list for everybody: signed, complete, and without a name of a person in it."""

import json

import pytest

from server.core import clock, keys
from server.core.doors import reading, writing
from server.features.receipts import commands, queries
from tests.server.devices.phone_key import PhoneKey

LIST = "/api/public/receipts/keys"


@pytest.fixture
def key(as_person, people):
    made = PhoneKey()
    as_person(people.officer, "phone-1").post("/api/devices/key", made.request())
    return made


def test_a_stranger_gets_every_key_and_verifies_the_list_by_the_bureaus(key, anybody, as_person):
    answer = anybody.get(LIST)

    assert answer.status_code == 200
    bureau = keys.read_public_jwk(answer.json["key"])
    body = answer.json["body"]
    signature = keys.from_base64url(answer.json["signature"])
    assert keys.verifies(bureau, body.encode(), signature)
    assert not keys.verifies(bureau, body.replace(key.kid, "0" * 16).encode(), signature)
    (line,) = json.loads(body)["keys"]
    assert (line["kid"], line["jwk"]) == (key.kid, key.jwk)
    assert json.loads(body)["issued_at"] == "2026-11-23T02:00:00Z"


def test_the_list_is_signed_by_the_key_that_phones_know_from_signing_in(
    key, anybody, as_person, people
):
    known = as_person(people.stranger).get("/api/session").json["receipt_key"]

    assert anybody.get(LIST).json["key"] == known


def test_the_list_names_neither_person_nor_phone(key, anybody, people):
    body = anybody.get(LIST).json["body"]

    for private in ("陈志远", "chen", people.officer, "phone-1"):
        assert private not in body


def test_a_revoked_key_and_a_withdrawn_receipt_stand_in_the_list(key, anybody, as_person, people):
    as_person(people.security).post(f"/api/devices/keys/{key.kid}/revoke", {"reason": "手机遗失"})
    with writing() as session:
        commands.withdraw_receipt(
            session, number="东环建〔2026〕1号", command_hash="ab" * 32, on=clock.today()
        )

    told = json.loads(anybody.get(LIST).json["body"])

    assert told["keys"][0]["revoked_at"] == "2026-11-23T02:00:00Z"
    assert told["withdrawn"] == [
        {"number": "东环建〔2026〕1号", "hash_prefix": "ab" * 16, "withdrawn_on": "2026-11-23"}
    ]


def test_withdrawing_the_same_receipt_again_keeps_the_first_day(app, time):
    withdrawn = {"number": "东环建〔2026〕1号", "command_hash": "ab" * 32}
    with writing() as session:
        commands.withdraw_receipt(session, **withdrawn, on=clock.today())
    time.pass_by(days=2)

    with writing() as session:
        commands.withdraw_receipt(session, **withdrawn, on=clock.today())

    with reading() as session:
        assert [str(row.withdrawn_on) for row in queries.withdrawals(session)] == ["2026-11-23"]


def test_a_withdrawal_reaches_every_phone(app, as_person, people):
    with writing() as session:
        commands.withdraw_receipt(
            session, number="东环建〔2026〕1号", command_hash="ab" * 32, on=clock.today()
        )

    body = {"proto": 2, "device": "d1", "first_seq": 1, "scopes": {"bureau": [0, ""]}}
    put = as_person(people.stranger).post("/api/sync", body).json["scopes"]["bureau"]["put"]

    assert put["receipt_withdrawal"]["cols"] == [
        "id",
        "ver",
        "number",
        "hash_prefix",
        "withdrawn_on",
    ]
    assert put["receipt_withdrawal"]["rows"][0][2:] == [
        "东环建〔2026〕1号",
        "ab" * 16,
        "2026-11-23",
    ]
