"""The contract of a store, as far as it is about scopes and their feeds."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.digest import EMPTY, moved, row_digest
from tests.sync.stores import head, page, texts


class Interrupted(Exception):  # noqa: N818 - thrown by a test, not a refusal
    pass


def test_a_scope_in_which_nothing_ever_stood_is_at_its_start(room):
    assert head(room, "town:none").seq == 0
    assert page(room, "town:1").count == 0


def test_a_written_row_comes_out_of_its_scope_and_of_no_other(room):
    room.write("a", "hello", "town:1")

    assert texts(page(room, "town:1")) == {"a": "hello"}
    assert texts(page(room, "town:2")) == {}


def test_a_second_change_moves_the_entry_and_adds_none(room):
    room.write("a", "first", "town:1")
    before = head(room, "town:1").seq

    room.write("a", "second", "town:1")

    assert head(room, "town:1").seq == before + 1
    assert page(room, "town:1").count == 1
    assert texts(page(room, "town:1", after=before)) == {"a": "second"}


def test_a_moved_row_leaves_one_scope_and_enters_another_in_one_commit(room):
    room.write("a", "hello", "town:1")

    seqs = room.write("a", "moved", "town:2")

    assert set(seqs) == {"town:1", "town:2"}
    assert list(page(room, "town:1", after=1).remove) == [("note", "a")]
    assert texts(page(room, "town:2")) == {"a": "moved"}
    assert (head(room, "town:1").n_rows, head(room, "town:2").n_rows) == (0, 1)


def test_a_scope_that_all_rows_have_left_has_an_empty_page_up_to_its_end(room):
    room.write("a", "here", "town:1")
    room.write("b", "here", "town:1")
    for note in ("a", "b"):
        room.write(note, "elsewhere", "town:2")

    found, end = page(room, "town:1"), head(room, "town:1")

    assert (found.put, found.to) == ({}, end.seq)
    assert (end.n_rows, end.digest) == (0, EMPTY)


def test_the_digest_is_that_of_the_rows_that_stand_there(room):
    for note in "abc":
        room.write(note, "one", "town:1")
    room.write("b", "two", "town:1")
    room.write("c", "gone", "town:2")

    expected = moved(EMPTY, come=[row_digest("note", "a", 1), row_digest("note", "b", 2)])

    assert head(room, "town:1").digest == expected


def test_a_page_stops_at_its_limit_and_says_where(room):
    for n in range(5):
        room.write(f"n{n}", "hello", "town:1")

    first = page(room, "town:1", limit=2)

    assert (first.to, first.count, set(texts(first))) == (2, 2, {"n0", "n1"})
    assert set(texts(page(room, "town:1", after=first.to))) == {"n2", "n3", "n4"}


def test_an_interrupted_transaction_leaves_nothing(room):
    with pytest.raises(Interrupted), room.store.write() as tx:
        room.put(tx, "a", "hello", ["town:1"])
        tx.publish()
        raise Interrupted

    assert head(room, "town:1").seq == 0


def test_every_commit_of_a_scope_has_a_tag_of_its_own(room):
    room.write("a", "one", "town:1")
    first = head(room, "town:1").tag

    room.write("a", "two", "town:1")

    assert head(room, "town:1").tag != first


def test_every_seq_is_named_by_the_commit_that_it_belongs_to(room):
    with room.store.write() as tx:
        for note in "ab":
            room.put(tx, note, "hello", ["town:1"])
        tx.publish()
    first = head(room, "town:1").tag
    room.write("c", "hello", "town:1")
    second = head(room, "town:1").tag

    with room.store.read() as tx:
        assert [tx.tag_at("town:1", seq) for seq in (1, 2, 3, 4)] == [first, first, second, ""]
        assert tx.tag_at("town:2", 1) == ""


def test_heads_are_told_for_all_scopes_asked_for(room):
    room.write("a", "hello", "town:1")

    with room.store.read() as tx:
        heads = tx.heads(["town:1", "town:2"])

    assert {scope: found.seq for scope, found in heads.items()} == {"town:1": 1, "town:2": 0}


def test_all_that_stands_in_a_scope_is_told_and_its_rows_can_be_had(room):
    for note in "abc":
        room.write(note, note, "town:1")
    room.write("b", "changed", "town:1")
    room.write("c", "gone", "town:2")

    with room.store.read() as tx:
        standing = tx.standing("town:1")
        [part] = tx.rows("town:1", [row for row in standing if row[1] == "b"]).values()

    assert sorted(standing) == [("note", "a", 1), ("note", "b", 2)]
    assert dict(zip(part.cols, part.rows[0], strict=True)) == {
        "id": "b",
        "ver": 2,
        "text": "changed",
    }


WRITES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sets(st.sampled_from(["town:1", "town:2", "roomr:9"]))),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(writes=WRITES)
def test_a_reader_that_follows_every_step_holds_what_stands_there(room, writes):
    cursors: dict[str, int] = {}
    held: dict[str, dict[str, str]] = {}
    expected: dict[str, set[str]] = {}
    for n, (note, scopes) in enumerate(writes):
        room.write(note, f"text {n}", *scopes)
        expected[note] = scopes
        for scope in ("town:1", "town:2", "roomr:9"):
            _follow(room, scope, cursors, held.setdefault(scope, {}))

    for scope, rows in held.items():
        current = texts(page(room, scope))
        assert rows == current
        assert {n for n, scopes in expected.items() if scope in scopes} <= set(rows)


def _follow(room, scope, cursors, rows):
    found = page(room, scope, after=cursors.get(scope, 0), limit=2)
    while found.count:
        rows.update(texts(found))
        for _, gone in found.remove:
            rows.pop(gone, None)
        cursors[scope] = found.to
        found = page(room, scope, after=found.to, limit=2)
