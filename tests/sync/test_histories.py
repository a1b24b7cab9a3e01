"""Where a phone's cursor comes from: commits, horizons, histories that no longer exist."""

import json
from copy import deepcopy
from dataclasses import replace

import pytest

from sync.bureau import Bureau
from sync.digest import total
from sync.engine import answer
from sync.memory import MemoryStore
from sync.protocol import Cursor, Envelope, SyncRequest
from sync.store import APPLIED, Sighting

SCOPE = "town:1"


def note(tx, command):
    tx.put("note", {"id": command.entity, "text": "hello"}, frozenset(command.args["scopes"]))
    return APPLIED


@pytest.fixture
def store():
    return MemoryStore({("note", 1): note})


@pytest.fixture
def bureau(store):
    return Bureau(store, sign=str, verify=lambda raw, receipt: receipt == str(raw), failed=print)


def write(store, note_id, *scopes):
    with store.write() as tx:
        tx.put("note", {"id": note_id, "text": "hello"}, frozenset(scopes))
        tx.publish()


def sync(bureau, cursor=None, **more):
    held = {} if cursor is None else {SCOPE: cursor}
    request = SyncRequest(proto=2, device="d", first_seq=1, scopes=held, **more)
    return answer(request, bureau, scopes=lambda _: [SCOPE], server_time="now")


def reached(response):
    page = response.scopes[SCOPE]
    return Cursor(page.to, page.tag)


def sightings(store):
    return [seen for found in store.world.sightings.values() for seen in found]


def ids(response):
    part = response.scopes[SCOPE].put.get("note")
    return sorted(row[0] for row in part.rows) if part else []


def test_a_cursor_of_an_earlier_commit_gets_only_what_came_after_it(store, bureau):
    write(store, "a", SCOPE)
    cursor = reached(sync(bureau))
    write(store, "b", SCOPE)
    write(store, "c", SCOPE)

    response = sync(bureau, cursor)

    assert (response.scopes[SCOPE].start, ids(response)) == (1, ["b", "c"])
    assert sightings(store) == []


def test_a_cursor_in_the_middle_of_a_commit_goes_on_there(store, bureau):
    with store.write() as tx:
        for name in "abcd":
            tx.put("note", {"id": name, "text": "hello"}, frozenset({SCOPE}))
        tx.publish()
    half = reached(sync(bureau, limit=2))
    write(store, "e", SCOPE)

    response = sync(bureau, half)

    assert (half.seq, ids(response)) == (2, ["c", "d", "e"])
    assert sightings(store) == []


def test_after_a_roll_back_a_scope_that_has_grown_past_the_cursor_starts_from_nothing(
    store, bureau
):
    write(store, "a", SCOPE)
    backup = deepcopy(store.world)
    write(store, "lost", SCOPE)
    cursor = reached(sync(bureau))
    store.world, store.era = backup, "'"
    for name in "bcd":
        write(store, name, SCOPE)

    response = sync(bureau, cursor)

    assert (response.scopes[SCOPE].start, ids(response)) == (0, ["a", "b", "c", "d"])
    assert sightings(store) == [Sighting("rollback", SCOPE, cursor.seq, cursor.tag)]


def test_a_roll_back_to_another_commit_of_the_same_length_is_seen_too(store, bureau):
    write(store, "a", SCOPE)
    backup = deepcopy(store.world)
    write(store, "lost", SCOPE)
    cursor = reached(sync(bureau))
    store.world, store.era = backup, "'"
    write(store, "b", SCOPE)

    assert ids(sync(bureau, cursor)) == ["a", "b"]
    assert len(sightings(store)) == 1


def test_what_was_common_to_both_histories_needs_no_new_start(store, bureau):
    write(store, "a", SCOPE)
    cursor = reached(sync(bureau))
    backup = deepcopy(store.world)
    write(store, "lost", SCOPE)
    store.world, store.era = backup, "'"
    write(store, "b", SCOPE)

    assert ids(sync(bureau, cursor)) == ["b"]
    assert sightings(store) == []


def test_the_same_lost_cursor_sent_again_counts_once(store, bureau):
    write(store, "a", SCOPE)

    for _ in range(3):
        sync(bureau, Cursor(9, "lost"))
    sync(bureau, Cursor(8, "other"))

    assert len(sightings(store)) == 2


def test_a_new_phone_is_no_sighting(store, bureau):
    write(store, "a", SCOPE)

    sync(bureau, Cursor(0, ""))

    assert sightings(store) == []


def test_a_scope_that_lost_everything_is_emptied_on_the_phone(store, bureau):
    page = sync(bureau, Cursor(4, "lost")).scopes[SCOPE]

    assert (page.start, page.to, page.current) == (0, 0, 0)
    assert len(sightings(store)) == 1


def forget(store, horizon):
    with store.write() as tx:
        tx.forget(SCOPE, horizon)


def test_below_the_horizon_a_phone_starts_anew_and_nobody_is_alarmed(store, bureau):
    write(store, "a", SCOPE)
    cursor = reached(sync(bureau))
    write(store, "a")
    write(store, "b", SCOPE)
    forget(store, 2)

    response = sync(bureau, cursor)

    assert (response.scopes[SCOPE].start, ids(response)) == (0, ["b"])
    assert sightings(store) == []


def test_at_the_horizon_a_phone_goes_on(store, bureau):
    write(store, "a", SCOPE)
    write(store, "a")
    cursor = reached(sync(bureau))
    write(store, "b", SCOPE)
    forget(store, 2)

    assert sync(bureau, cursor).scopes[SCOPE].start == 2


def test_a_first_sync_by_pages_passes_the_horizon_without_starting_over(store, bureau):
    for name in "abcdef":
        write(store, name, SCOPE)
    forget(store, 6)
    write(store, "g", SCOPE)

    seen, cursor = [], Cursor(0, "")
    for _ in range(4):
        response = sync(bureau, cursor, limit=2)
        seen, cursor = [*seen, *ids(response)], reached(response)

    assert seen == list("abcdefg")
    assert sync(bureau, cursor).scopes == {}


def test_a_first_sync_starts_over_when_more_is_forgotten_on_its_way(store, bureau):
    for name in "abcdef":
        write(store, name, SCOPE)
    forget(store, 5)
    half = reached(sync(bureau, limit=2))
    write(store, "a")
    forget(store, 7)

    response = sync(bureau, half)

    assert (response.scopes[SCOPE].start, ids(response)) == (0, ["b", "c", "d", "e", "f"])


def test_a_phone_whose_sum_is_another_gets_the_digests_to_look_at(store, bureau):
    write(store, "a", SCOPE)
    first = sync(bureau)
    digest = first.scopes[SCOPE].digest

    assert sync(bureau, reached(first), digest=digest).digests == {}
    assert sync(bureau, reached(first), digest="0" * 16).digests == {SCOPE: (1, digest)}


def test_nothing_is_compared_while_pages_are_on_their_way(store, bureau):
    write(store, "a", SCOPE)
    cursor = reached(sync(bureau))
    write(store, "b", SCOPE)

    assert sync(bureau, cursor, digest="0" * 16).digests == {}


def test_nothing_is_compared_while_the_phone_holds_a_scope_that_is_not_its_own(store, bureau):
    write(store, "a", SCOPE)
    held = {SCOPE: reached(sync(bureau)), "town:9": Cursor(1, "x")}
    request = SyncRequest(proto=2, device="d", first_seq=1, scopes=held, digest="0" * 16)

    response = answer(request, bureau, scopes=lambda _: [SCOPE], server_time="now")

    assert (response.removed, response.digests) == (["town:9"], {})


def test_the_sum_of_digests_turns_over_at_64_bits():
    assert total(["ffffffffffffffff", "0000000000000002"]) == "0000000000000001"


def test_a_phone_too_old_to_read_still_pushes_and_is_told_so(store, bureau):
    body = {"seq": 1, "id": "c1", "name": "note", "version": 1, "entity": "a"}
    body |= {"args": {"scopes": [SCOPE]}, "device_time": "now"}
    later = replace(bureau, min_schema=3)

    old = sync(later, commands=(Envelope(json.dumps(body)),), schema=2)
    new = sync(later, schema=3)

    assert [result.status for result in old.results] == ["applied"]
    assert (old.scopes, old.digests, old.min_schema) == ({}, {}, 3)
    assert ids(new) == ["a"]
