"""What nobody means to write, in a command that people must look at: they can look at it."""

import json

import pytest

from tests.server.sync_api.phones import sync

ODD = (
    2**63,
    2**64,
    -(2**70),
    10**300,
    10**400,
    1e308,
    "\ud800",
    "a\0b",
    {"\ud800": 1},
    [[{"\0": "\udc00"}]],
)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
@pytest.mark.parametrize("name", ["enterprise.amend", "dream", "lost"])
def test_an_odd_value_can_be_looked_at_and_costs_nobody_the_next_sync(
    as_person, head, people, name, odd
):
    said = {"changes": {"name": ["", "新"]}, "odd": odd, "\ud800": odd}
    body = {"seq": 1, "id": "c1", "name": name, "version": 1, "entity": "e9"}
    sent = json.dumps({**body, "args": said, "device_time": "now"})
    officer = as_person(people.officer)

    answer = sync(officer, commands=[{"body": sent}], scopes={})
    review = head.only()

    assert answer.json["results"][0]["status"] in {"quarantined", "rejected", "conflict"}
    assert review["id"]
    for device, client in (("phone-of-officer", officer), ("phone-of-head", head.client)):
        assert sync(client, device, scopes={}).status_code == 200
