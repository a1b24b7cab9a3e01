"""A co-officer's answer counts for the person whose phone signed it, and for that act only."""

import pytest

from server.core.doors import reading
from server.features.receipts import cose, queries
from tests.server.devices.phone_key import PhoneKey
from tests.server.receipts import making

ACT = {"registration_id": making.CONFIRMED[1], "essence_hash": making.ESSENCE.hex()}


class Phone(PhoneKey):
    def confirmation(self):
        payload = cose.write_cbor(making.CONFIRMED)
        protected = cose.protected_header(bytes.fromhex(self.kid))
        signature = self.sign(cose.signed_bytes(protected, payload))
        return making.text("DC1:", cose.write_sign1(protected, payload, signature))


@pytest.fixture
def phone(as_person, people):
    made = Phone()
    as_person(people.co_officer).post("/api/devices/key", made.request())
    return made


def test_the_signature_says_who_stands_for_the_act(phone, people):
    with reading() as session:
        assert queries.confirmed_by(session, phone.confirmation(), **ACT) == people.co_officer


@pytest.mark.parametrize("other", [{"registration_id": "another"}, {"essence_hash": "00" * 32}])
def test_an_answer_for_another_act_or_other_contents_counts_nothing(phone, other):
    with reading() as session:
        assert queries.confirmed_by(session, phone.confirmation(), **(ACT | other)) is None


def test_an_unknown_phone_and_garbage_stand_for_nothing(phone):
    with reading() as session:
        for text in (Phone().confirmation(), "DC1:", "DC1:床前明月光", making.text("DS1:", b"")):
            assert queries.confirmed_by(session, text, **ACT) is None


def test_a_revoked_phone_stands_for_nothing_any_more(phone, as_person, people):
    as_person(people.security).post(f"/api/devices/keys/{phone.kid}/revoke", {"reason": "手机遗失"})

    with reading() as session:
        assert queries.confirmed_by(session, phone.confirmation(), **ACT) is None
