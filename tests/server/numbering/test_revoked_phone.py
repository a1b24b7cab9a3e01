"""The numbers on a phone whose key was revoked are possibly issued, and never given again."""

from tests.server.devices.phone_key import PhoneKey
from tests.server.numbering.giving import register


def test_revoking_a_phones_key_closes_the_numbers_that_it_carries(phone, as_person, people):
    key = PhoneKey()
    phone.sync()
    phone.client.post("/api/devices/key", key.request(phone.device))

    as_person(people.branch_head).post(
        f"/api/devices/keys/{key.kid}/revoke", {"reason": "手机遗失"}
    )

    [branch_id] = {row["branch_id"] for row in phone.rows.values()}
    assert set(register(branch_id).values()) == {"lost"}


def test_the_next_phone_gets_other_numbers(phone, phone_of, as_person, people):
    key = PhoneKey()
    phone.sync()
    phone.client.post("/api/devices/key", key.request(phone.device))
    as_person(people.branch_head).post(
        f"/api/devices/keys/{key.kid}/revoke", {"reason": "手机遗失"}
    )

    found = phone_of(people.officer, "the-next-phone")
    found.sync()

    assert {one.first for one in found.leases if one.kind == "assistance"} == {21}
