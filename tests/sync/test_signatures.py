"""Only the phone itself makes its commands: who lacks its key changes nothing."""

import os
from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from sync.protocol import SyncRequest, command_bytes
from sync.signatures import BadSignatureError
from sync.store import SigningKey
from tests.simulation.curve import CurveKey
from tests.sync.forging import DEVICES, chain, forged
from tests.sync.office import Office, command, statuses

MUTATIONS = 100_000 if "DOORSTEP_LONG" in os.environ else 3_000
LENGTH = 4


@pytest.fixture
def key():
    return CurveKey()


@pytest.fixture
def office(key):
    office = Office()
    office.bureau = replace(office.bureau, is_signed_by=key.is_signed_by)
    for device in DEVICES:
        office.sync(device=device)
    return office


def register(office, device, jwk):
    with office.store.write() as tx:
        tx.register_key(device, SigningKey(jwk))


def revoke(office, device):
    with office.store.write() as tx:
        tx.world.keys[device] = tuple(
            SigningKey(one.jwk, is_revoked=True) for one in tx.signing_keys(device)
        )


def push(office, request):
    return office.sync(*request.commands, device=request.device, first=request.first_seq)


def test_a_signed_command_is_taken_in(office, key):
    register(office, "d", key.jwk_of("d"))

    answer = office.sync(*chain(key, "d", 1, "", 2))

    assert statuses(answer) == ["applied", "applied"]


def test_of_many_changed_commands_none_is_accepted(office, key):
    random = Random(5)  # noqa: S311 - it must be the same at every run
    ways = Counter()
    for device in DEVICES:
        register(office, device, key.jwk_of(device))
    before = {device: chain(key, device, 1, "", 2) for device in DEVICES}
    for device, sent in before.items():
        office.sync(*sent, device=device)
    mine, other = (
        SyncRequest(2, device, 3, tuple(chain(key, device, 3, before[device][-1].hash, LENGTH)))
        for device in DEVICES
    )
    ledger, rows = dict(office.store.world.ledger), dict(office.store.world.rows)

    for _ in range(MUTATIONS):
        with pytest.raises(BadSignatureError) as refused:
            push(office, forged(mine, other, random))
        ways[refused.value.why.code] += 1
        office.store.world.refused.clear()

    assert set(ways) == {"403.200", "403.201"}
    assert (office.store.world.ledger, office.store.world.rows) == (ledger, rows)
    assert statuses(push(office, mine)) == ["applied"] * LENGTH


def test_nothing_of_a_request_runs_when_its_last_command_is_not_signed(office, key):
    register(office, "d", key.jwk_of("d"))
    first, last = chain(key, "d", 1, "", 2)

    with pytest.raises(BadSignatureError):
        office.sync(first, replace(last, sig=None))

    assert office.store.world.ledger == {}


def test_what_was_refused_is_kept_once_and_told_to_the_operators(office, key):
    register(office, "d", key.jwk_of("d"))
    unsigned = command(1)

    for _ in range(2):
        with pytest.raises(BadSignatureError):
            office.sync(unsigned)

    [kept] = office.store.world.refused.values()
    assert (kept.seq, kept.envelope, kept.why.code) == (1, unsigned, "403.201")
    assert office.sightings == [("badly_signed", 1)]


def test_commands_announced_before_the_key_may_be_unsigned_and_later_ones_not(office, key):
    office.sync(announced_head=2)
    register(office, "d", key.jwk_of("d"))

    assert statuses(office.sync(command(1), command(2))) == ["applied", "applied"]
    with pytest.raises(BadSignatureError):
        office.sync(command(3), first=3)


def test_a_signature_that_is_there_must_be_right_also_before(office, key):
    office.sync(announced_head=1)
    register(office, "d", key.jwk_of("d"))

    with pytest.raises(BadSignatureError):
        office.sync(replace(command(1), sig="AAAA"))


def test_a_phone_that_was_known_before_signing_is_held_to_it_from_its_first_signature(office, key):
    with office.store.write() as tx:
        tx.world.keys["d"] = (SigningKey(key.jwk_of("d")),)
    office.sync(command(1))
    head = office.store.world.devices["d"].head_hash
    office.sync(*chain(key, "d", 2, head, 1), first=2)

    with pytest.raises(BadSignatureError):
        office.sync(command(3), first=3)


def test_without_any_key_what_is_signed_is_taken_in_as_it_always_was(office, key):
    assert statuses(office.sync(*chain(key, "d", 1, "", 1))) == ["applied"]


def test_what_a_revoked_key_signed_waits_for_a_person_with_its_content(office, key):
    register(office, "d", key.jwk_of("d"))
    first, second = chain(key, "d", 1, "", 2)
    office.sync(first)
    revoke(office, "d")

    answer = office.sync(second, first=2)

    assert statuses(answer) == ["quarantined"]
    assert answer.results[0].problem.code == "403.202"
    assert office.store.world.ledger["d", 2].body == second.body


def test_the_next_key_of_a_phone_signs_what_still_waits_there(office, key):
    register(office, "d", key.jwk_of("d"))
    revoke(office, "d")
    register(office, "d", key.jwk_of("the next of d"))
    body = command(1).body
    sig = key.sign_as("the next of d", command_bytes("d", 1, "", body))

    assert statuses(office.sync(replace(command(1), sig=sig))) == ["applied"]


def test_what_was_taken_in_only_has_its_result_repeated_however_it_is_signed(office, key):
    register(office, "d", key.jwk_of("d"))
    [sent] = chain(key, "d", 1, "", 1)
    first = office.sync(sent)

    again = office.sync(replace(sent, sig="AAAA"))

    assert again.results == first.results


def test_a_text_that_cannot_be_read_is_bound_to_its_place_too(office, key):
    register(office, "d", key.jwk_of("d"))
    sig = key.sign_as("d", command_bytes("d", 1, "", "no json"))
    broken = replace(command(1), body="no json", sig=sig)

    assert statuses(office.sync(broken)) == ["quarantined"]
    with pytest.raises(BadSignatureError):
        office.sync(broken, first=2)
