"""The texts of QR codes, judged here as the phones judge them (sync/vectors/receipts)."""

import json
from datetime import date, datetime

import pytest

from server.core import keys
from server.features.receipts import base45, cose
from server.features.receipts.reading import read_confirmation
from server.features.receipts.verifying import KeyList, KnownKey, verify
from tests.server.receipts import vectors


def _stored(name):
    return json.loads((vectors.FOLDER / name).read_text(encoding="utf-8"))


BASE45, COSE, RECEIPTS, CONFIRMATIONS = (
    _stored(f"{name}.json") for name in ("base45", "cose", "receipts", "confirmations")
)


def _instant(text):
    return None if text is None else datetime.fromisoformat(text)


KNOWN = KeyList(
    keys={
        row["kid"]: KnownKey(
            keys.read_public_jwk(row["jwk"]),
            _instant(row["valid_to"]),
            _instant(row["revoked_at"]),
        )
        for row in RECEIPTS["keys"]
    },
    withdrawn={
        row["hash_prefix"]: date.fromisoformat(row["withdrawn_on"]) for row in RECEIPTS["withdrawn"]
    },
)
NOW = _instant(RECEIPTS["now"])


@pytest.mark.parametrize("name", sorted(vectors.contents()))
def test_the_stored_vectors_are_what_their_maker_makes(name):
    stored = (vectors.FOLDER / name).read_text(encoding="utf-8")

    assert stored == vectors.written(vectors.contents()[name])


@pytest.mark.parametrize("case", BASE45["good"], ids=lambda case: case["text"] or "nothing")
def test_base45_writes_and_reads_the_examples_of_rfc_9285(case):
    raw = bytes.fromhex(case["hex"])

    assert base45.encode(raw) == case["text"]
    assert base45.decode(case["text"]) == raw


@pytest.mark.parametrize("text", BASE45["bad"])
def test_what_is_no_base45_is_refused(text):
    with pytest.raises(base45.NotBase45):
        base45.decode(text)


def test_the_example_of_rfc_9052_verifies_by_what_we_say_is_signed():
    example = COSE["rfc9052_c_2_1"]
    protected, payload = (bytes.fromhex(example[name]) for name in ("protected", "payload"))
    message = cose.read_cbor(bytes.fromhex(example["message"]))
    signed = cose.signed_bytes(protected, payload)

    assert signed.hex() == example["to_be_signed"]
    assert (message.value[0], message.value[2]) == (protected, payload)
    key = keys.read_public_jwk(example["jwk"])
    assert keys.verifies(key, signed, message.value[3])
    assert not keys.verifies(key, signed + b"\x00", message.value[3])


def test_the_rfcs_own_form_is_not_ours_as_its_key_stands_loose():
    with pytest.raises(cose.OtherProtection):
        cose.read_sign1(bytes.fromhex(COSE["rfc9052_c_2_1"]["message"]))


@pytest.mark.parametrize("case", RECEIPTS["cases"], ids=lambda case: case["name"])
def test_a_receipt_gets_its_verdict(case):
    assert verify(case["text"], KNOWN, at=NOW).verdict == case["verdict"]


def test_a_receipt_says_what_was_decided():
    case = RECEIPTS["cases"][0]

    said = verify(case["text"], KNOWN, at=NOW).receipt

    assert {name: str(getattr(said, name)) for name in case["says"]} == {
        **case["says"],
        "issued_at": "2026-11-23 02:00:00+00:00",
        "expires_at": "2029-11-23 02:00:00+00:00",
    }


def test_what_no_known_key_signed_is_not_repeated():
    untold = [
        found
        for case in RECEIPTS["cases"]
        if (found := verify(case["text"], KNOWN, at=NOW)).verdict
        in {"altered", "unknown_key", "unreadable"}
    ]

    assert len(untold) > 60
    assert [found.receipt for found in untold] == [None] * len(untold)


@pytest.mark.parametrize("case", CONFIRMATIONS["good"], ids=lambda case: case["name"])
def test_a_confirmation_says_what_is_stood_for_and_whose_key_says_it(case):
    signed, said = read_confirmation(case["text"])

    assert signed.kid.hex() == case["kid"]
    assert signed.is_of(keys.read_public_jwk(CONFIRMATIONS["keys"][0]["jwk"]))
    assert (said.registration_id, said.essence_hash) == (
        case["registration_id"],
        case["essence_hash"],
    )
    assert said.at == _instant(case["at"])
