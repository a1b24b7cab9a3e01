"""One contract, three stores: in memory, on SQLite, on PostgreSQL."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.core.auth import Actor, Role
from server.core.doors import writing
from server.features.sync_api.commands import register_device
from server.features.sync_api.store import SqlStore
from sync.digest import EMPTY, moved, row_digest
from sync.memory import MemoryStore
from sync.parsing import parse_command
from sync.protocol import Envelope, Result, Trouble
from sync.store import APPLIED, DeviceState, Outcome
from tests.conftest import Clock, copied, running
from tests.note import note_verb, put_note

DEVICE = "the-phone"


@dataclass(frozen=True)
class Office:
    """A store, and how to write a note within one of its transactions."""

    store: Any
    put: Callable[..., None]

    def write(self, note_id: str, text: str, *scopes: str) -> dict[str, int]:
        with self.store.write() as tx:
            self.put(tx, note_id, text, scopes)
            return dict(tx.publish())


class Interrupted(Exception):  # noqa: N818 - thrown by a test, not a refusal
    pass


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def office(request, tmp_path):
    if request.param == "memory":
        yield _in_memory()
        return
    template = request.getfixturevalue(f"{request.param}_template")
    with ExitStack() as stack:
        url = stack.enter_context(copied(template, tmp_path))
        stack.enter_context(running(url, tmp_path, Clock()))
        yield _on_sql(template.people.officer)


def _in_memory():
    def verb(tx, command):
        _put_in_memory(tx, command.entity, command.args["text"], ["bureau"])
        return APPLIED

    return Office(MemoryStore({("note", 1): verb}), _put_in_memory)


def _put_in_memory(tx, note_id, text, scopes):
    tx.put("note", {"id": note_id, "text": text}, frozenset(scopes))


def _on_sql(officer):
    actor = Actor(officer, "陈志远", Role.OFFICER, None, "session", DEVICE)
    with writing() as session:
        register_device(session, DEVICE, by=actor, announced_head=0, at=Clock()())
    store = SqlStore({("note", 1): note_verb}, actor, Clock()())
    return Office(store, lambda tx, *note: put_note(tx.session, *note))


def page(office, scope, after=0, limit=1000):
    with office.store.read() as tx:
        return tx.page(scope, after=after, limit=limit)


def head(office, scope):
    with office.store.read() as tx:
        return tx.heads([scope])[scope]


def texts(found):
    part = found.put.get("note")
    if part is None:
        return {}
    at = part.cols.index("text")
    return {row[part.cols.index("id")]: row[at] for row in part.rows}


def command(seq, entity="a"):
    body = {"seq": seq, "id": f"c{seq}", "name": "note", "version": 1, "entity": entity}
    return Envelope(json.dumps({**body, "args": {"text": "hello"}, "device_time": "now"}))


def test_a_scope_in_which_nothing_ever_stood_is_at_its_start(office):
    assert head(office, "town:none").seq == 0
    assert page(office, "town:1").count == 0


def test_a_written_row_comes_out_of_its_scope_and_of_no_other(office):
    office.write("a", "hello", "town:1")

    assert texts(page(office, "town:1")) == {"a": "hello"}
    assert texts(page(office, "town:2")) == {}


def test_a_second_change_moves_the_entry_and_adds_none(office):
    office.write("a", "first", "town:1")
    before = head(office, "town:1").seq

    office.write("a", "second", "town:1")

    assert head(office, "town:1").seq == before + 1
    assert page(office, "town:1").count == 1
    assert texts(page(office, "town:1", after=before)) == {"a": "second"}


def test_a_moved_row_leaves_one_scope_and_enters_another_in_one_commit(office):
    office.write("a", "hello", "town:1")

    seqs = office.write("a", "moved", "town:2")

    assert set(seqs) == {"town:1", "town:2"}
    assert list(page(office, "town:1", after=1).remove) == [("note", "a")]
    assert texts(page(office, "town:2")) == {"a": "moved"}
    assert (head(office, "town:1").n_rows, head(office, "town:2").n_rows) == (0, 1)


def test_the_digest_is_that_of_the_rows_that_stand_there(office):
    for note in "abc":
        office.write(note, "one", "town:1")
    office.write("b", "two", "town:1")
    office.write("c", "gone", "town:2")

    expected = moved(EMPTY, come=[row_digest("note", "a", 1), row_digest("note", "b", 2)])

    assert head(office, "town:1").digest == expected


def test_a_page_stops_at_its_limit_and_says_where(office):
    for n in range(5):
        office.write(f"n{n}", "hello", "town:1")

    first = page(office, "town:1", limit=2)

    assert (first.to, first.count, set(texts(first))) == (2, 2, {"n0", "n1"})
    assert set(texts(page(office, "town:1", after=first.to))) == {"n2", "n3", "n4"}


def test_an_interrupted_transaction_leaves_nothing(office):
    with pytest.raises(Interrupted), office.store.write() as tx:
        office.put(tx, "a", "hello", ["town:1"])
        tx.publish()
        raise Interrupted

    assert head(office, "town:1").seq == 0


def test_every_commit_of_a_scope_has_a_tag_of_its_own(office):
    office.write("a", "one", "town:1")
    first = head(office, "town:1").tag

    office.write("a", "two", "town:1")

    assert head(office, "town:1").tag != first


def test_the_ledger_gives_back_what_was_recorded(office):
    envelope = command(1)
    result = Result(1, "rejected", {"bureau": 4}, "receipt", "other", Trouble("422.00", "不行"))

    with office.store.write() as tx:
        assert tx.lock_device(DEVICE) == DeviceState()
        tx.record(DEVICE, envelope, parse_command(envelope.body), result)

    with office.store.write() as tx:
        assert tx.entry(DEVICE, 1).result == result
        assert tx.entry(DEVICE, 1).hash == envelope.hash
        assert tx.entry(DEVICE, 2) is None
        assert tx.lock_device(DEVICE).last_seq == 1


def test_a_begun_attempt_is_remembered(office):
    with office.store.write() as tx:
        tx.lock_device(DEVICE)
        tx.count_attempt(DEVICE, 1, 2)

    with office.store.write() as tx:
        assert tx.lock_device(DEVICE).attempts_of(1) == 2
        assert tx.lock_device(DEVICE).attempts_of(2) == 0


def test_what_waits_for_review_blocks_its_entity_and_its_dependants(office):
    refused = parse_command(command(1, "a").body)

    with office.store.write() as tx:
        tx.send_to_review(DEVICE, 1, refused, Outcome("rejected", problem=Trouble("1", "不行")))
        tx.publish()

    with office.store.write() as tx:
        assert tx.is_blocked(DEVICE, parse_command(command(2, "a").body))
        assert not tx.is_blocked(DEVICE, parse_command(command(2, "b").body))


def test_a_verb_nobody_knows_is_not_run(office):
    unknown = parse_command(command(1).body.replace('"note"', '"from.the.future"'))

    with office.store.write() as tx:
        assert tx.run(unknown) is None
        assert tx.run(parse_command(command(1).body)) == APPLIED


WRITES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sets(st.sampled_from(["town:1", "town:2", "officer:9"]))),
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
def test_a_reader_that_follows_every_step_holds_what_stands_there(office, writes):
    cursors: dict[str, int] = {}
    held: dict[str, dict[str, str]] = {}
    expected: dict[str, set[str]] = {}
    for n, (note, scopes) in enumerate(writes):
        office.write(note, f"text {n}", *scopes)
        expected[note] = scopes
        for scope in ("town:1", "town:2", "officer:9"):
            _follow(office, scope, cursors, held.setdefault(scope, {}))

    for scope, rows in held.items():
        current = texts(page(office, scope))
        assert rows == current
        assert {n for n, scopes in expected.items() if scope in scopes} <= set(rows)


def _follow(office, scope, cursors, rows):
    found = page(office, scope, after=cursors.get(scope, 0), limit=2)
    while found.count:
        rows.update(texts(found))
        for _, gone in found.remove:
            rows.pop(gone, None)
        cursors[scope] = found.to
        found = page(office, scope, after=found.to, limit=2)
