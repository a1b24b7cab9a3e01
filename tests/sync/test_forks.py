"""Two phones that go on from one store are found at once, and nothing of either is lost."""

from dataclasses import replace

import pytest

from sync.protocol import command_bytes
from sync.running import SeqReusedError
from sync.store import SigningKey
from tests.simulation.curve import CurveKey
from tests.sync.forging import chain
from tests.sync.office import Office, command, statuses


@pytest.fixture
def key():
    return CurveKey()


@pytest.fixture
def office(key):
    office = Office()
    office.bureau = replace(office.bureau, is_signed_by=key.is_signed_by)
    office.sync()
    with office.store.write() as tx:
        tx.register_key("d", SigningKey(key.jwk_of("d")))
    return office


@pytest.fixture
def forked(office, key):
    """Give a bureau at which two phones have told another second command each."""
    [first] = chain(key, "d", 1, "", 1)
    office.sync(first, *chain(key, "d", 2, first.hash, 1))
    with pytest.raises(SeqReusedError):
        office.sync(signed(key, 2, first.hash, "of the other phone"), first=2)
    return office


def signed(key, seq, prev_hash, command_id, device="d", **more):
    body = command(seq, id=command_id, prev_hash=prev_hash, **more).body
    sig = key.sign_as(device, command_bytes(device, seq, prev_hash, body))
    return replace(command(seq), body=body, sig=sig)


def test_another_command_under_one_seq_puts_the_device_aside_and_tells_of_it(forked):
    [told] = forked.store.world.reviews

    assert forked.store.world.devices["d"].is_forked
    assert (told.why.status, told.why.problem.code, told.device) == ("forked", "409.200", "d")
    assert forked.sightings == [("forked", 2)]


def test_the_other_phones_command_is_kept_word_for_word(forked):
    [kept] = forked.store.world.refused.values()

    assert '"of the other phone"' in kept.envelope.body


def test_of_the_first_phone_nothing_runs_by_itself_any_more(forked, key):
    head = forked.store.world.devices["d"].head_hash

    answer = forked.sync(signed(key, 3, head, "c3"), first=3)

    assert statuses(answer) == ["quarantined"]
    assert answer.results[0].problem.code == "409.200"


def test_the_second_phone_goes_on_as_another_device_and_waits_for_people_too(forked, key):
    [first] = chain(key, "d", 1, "", 1)
    with forked.store.read() as tx:
        assert tx.entry("d", 1).hash == first.hash
    both_had = signed(key, 1, "", "d-1", "e", again=first.hash)
    its_own = signed(key, 2, both_had.hash, "of the other phone", "e", again="x")

    answer = forked.sync(both_had, its_own, device="e", replaces="d")

    assert statuses(answer) == ["duplicate", "quarantined"]
    assert [one.device for one in forked.store.world.reviews if one.why.status == "forked"] == [
        "d",
        "e",
    ]


def test_the_first_phone_is_not_closed_by_the_second(forked):
    forked.sync(device="e", replaces="d")

    assert not forked.store.world.devices["d"].is_closed


def test_a_fork_is_told_once_however_often_it_shows(forked, key):
    [first] = chain(key, "d", 1, "", 1)
    for name in ("second", "third"):
        with pytest.raises(SeqReusedError):
            forked.sync(signed(key, 2, first.hash, name), first=2)

    assert len(forked.store.world.reviews) == 1


def test_a_command_that_goes_on_from_another_history_shows_the_fork_too(office, key):
    office.sync(*chain(key, "d", 1, "", 2))

    with pytest.raises(SeqReusedError):
        office.sync(signed(key, 3, "f" * 64, "c3"), first=3)

    assert office.store.world.devices["d"].is_forked
    assert ("d", 3) not in office.store.world.ledger


def test_the_try_of_a_command_that_shows_a_fork_is_not_counted(office, key):
    office.sync(*chain(key, "d", 1, "", 2))

    with pytest.raises(SeqReusedError):
        office.sync(signed(key, 3, "f" * 64, "c3"), first=3, announced_head=3)

    found = office.store.world.devices["d"]
    assert found.announced_head == 3
    assert found.attempts_of(3) == 0


def test_what_follows_a_lost_entry_names_the_text_that_stood_there(office, key):
    [first] = chain(key, "d", 1, "", 1)
    office.sync(first)
    args = {"reason": "too_large", "name": "note", "hash": "a" * 64}
    lost = signed(key, 2, first.hash, "c2", name="lost")
    said = lost.body.replace('{"text": "hello"}', str(args).replace("'", '"'))
    lost = replace(lost, body=said, sig=key.sign_as("d", command_bytes("d", 2, first.hash, said)))

    answer = office.sync(lost, signed(key, 3, "a" * 64, "c3"), first=2)

    assert statuses(answer) == ["quarantined", "blocked"]
    assert not office.store.world.devices["d"].is_forked
