"""The desk sees what a lost phone holds, and which numbers and receipts it could have issued."""

import pytest

from tests.server.devices.phone_key import PhoneKey
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.registrations import acts

DEVICE = "phone-1"


@pytest.fixture
def lead(app, as_person, people):
    add("e1", "东莞市明丰五金厂", town=CHANGAN, code="91441900MA4UQ12X0B")
    acts.publish()
    acts.follow(acts.APPROVAL)
    return acts.DoorPhone(as_person(people.officer, DEVICE), people.officer, DEVICE)


@pytest.fixture
def kid(lead):
    return registered(lead)


def registered(lead):
    """Register a key of the phone once it has met the bureau; return its name."""
    key = PhoneKey()
    lead.rows("number_lease")
    lead.client.post("/api/devices/key", key.request(DEVICE))
    return key.kid


def held(client, kid):
    return client.get(f"/api/devices/keys/{kid}/held")


def test_scopes_are_told_with_the_rows_that_they_hold(kid, lead, as_person, people, time):
    told = held(as_person(people.branch_head), kid).json

    towns = {one["name"]: one["rows"] for one in told["scopes"] if one["scope"] == "town"}
    assert towns["长安镇"] == 1
    assert {one["scope"] for one in told["scopes"]} >= {"bureau", "town", "officer", "device"}
    assert told["person_name"] == "陈志远"
    assert told["waiting"] == 0
    assert told["last_seen_at"].startswith(f"{time():%Y-%m-%dT%H:%M}")


def test_every_number_is_either_known_or_possibly_issued(lead, as_person, people):
    number = lead.number()
    args = acts.act("r1", lead, people.co_officer, number=number)
    lead.send("registration.decide", "r1", args)

    told = held(as_person(people.branch_head), registered(lead)).json

    [block] = [one for one in told["numbers"] if one["kind"] == "decision"]
    assert block["known"] == [number["text"]]
    assert block["possible"] == 19
    assert block["possible_from"].endswith("2号")
    assert block["possible_to"] == block["last"]


def test_a_revoked_key_ends_what_it_may_decide_and_the_numbers_stay_possible(
    kid, lead, as_person, people, time
):
    head = as_person(people.branch_head)
    before = held(head, kid).json
    head.post(f"/api/devices/keys/{kid}/revoke", {"reason": "手机遗失"})

    after = held(head, kid).json

    assert before["decides_until"] > after["decides_until"]
    assert after["decides_until"].startswith(f"{time():%Y-%m-%dT%H:%M}")
    assert {one["state"] for one in after["numbers"]} == {"lost"}
    assert after["numbers"][0]["possible"] == before["numbers"][0]["possible"]


def test_what_a_phone_announced_and_did_not_send_is_counted(kid, lead, as_person, people):
    lead.client.post(
        "/api/sync", {"proto": 2, "device": DEVICE, "first_seq": 1, "announced_head": 3}
    )

    assert held(as_person(people.security), kid).json["waiting"] == 3


def test_another_branch_s_head_does_not_see_it_and_an_unknown_key_is_not_found(
    kid, as_person, people, app
):
    assert held(as_person(people.security), "00").status_code == 404
    assert held(as_person(people.officer), kid).status_code == 403
