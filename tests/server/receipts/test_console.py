"""What the console says of a receipt of a phone that this bureau knows."""

from server.core import clock
from server.core.doors import reading, writing
from server.features.organisation import queries as organisation
from server.features.receipts import commands, console, cose
from tests.server.devices.phone_key import PhoneKey
from tests.server.receipts import making
from tests.server.receipts.making import COMMAND_HASH, claims


def test_a_genuine_receipt_is_told_with_everything_that_it_says(app, as_person, people):
    text, key = _receipt_of_a_phone(as_person(people.officer))

    assert console.verify_receipt(text + "\n") == {
        "verdict": "genuine",
        "number": "东环建〔2026〕1234号",
        "code": "91441900MA4W12345X",
        "act": "decision",
        "outcome": "registration_form",
        "hash_prefix": COMMAND_HASH[:32],
        "decided_on": "2026-11-23",
        "issued_at": "2026-11-23T02:00:00+00:00",
        "expires_at": "2029-11-23T02:00:00+00:00",
        "branch": "长安分局",
        "kid": key.kid,
        "withdrawn_on": None,
        "revoked_at": None,
    }


def test_a_withdrawn_receipt_says_since_when(app, as_person, people):
    text, _ = _receipt_of_a_phone(as_person(people.officer))
    with writing() as session:
        commands.withdraw_receipt(session, number="", command_hash=COMMAND_HASH, on=clock.today())

    told = console.verify_receipt(text)

    assert (told["verdict"], told["withdrawn_on"]) == ("withdrawn", "2026-11-23")


def _receipt_of_a_phone(client):
    key = PhoneKey()
    client.post("/api/devices/key", key.request())
    with reading() as session:
        branch = organisation.branch_named(session, "长安分局").id
    payload = cose.write_cbor(claims(branch=branch))
    protected = cose.protected_header(bytes.fromhex(key.kid))
    signature = key.sign(cose.signed_bytes(protected, payload))
    return making.text("DS1:", cose.write_sign1(protected, payload, signature)), key
