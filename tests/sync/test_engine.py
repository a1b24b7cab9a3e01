"""The engine over the store in memory: order, repetition, poison, and the stretch of a feed."""

import json
from dataclasses import replace

import pytest

from sync.bureau import Bureau
from sync.engine import answer
from sync.memory import MemoryStore
from sync.protocol import Cursor, Envelope, SyncRequest
from sync.running import SeqReusedError
from sync.store import APPLIED, ContentionError, Outcome

TOWN = frozenset({"town:1"})


def note(tx, command):
    tx.put("note", {"id": command.entity, "text": command.args["text"]}, TOWN)
    return APPLIED


def crash(tx, command):
    tx.put("note", {"id": command.entity, "text": "half done"}, TOWN)
    raise RuntimeError(command.id)


def refuse(tx, command):
    del tx, command
    return Outcome("rejected")


class KilledError(BaseException):
    """The process ended."""


def kill(tx, command):
    note(tx, command)
    raise KilledError(command.id)


class Busy:
    """A verb that finds the database busy for its first few runs."""

    def __init__(self, times):
        self.left = times

    def __call__(self, tx, command):
        if self.left:
            self.left -= 1
            raise ContentionError
        return note(tx, command)


@pytest.fixture
def busy():
    return Busy(3)


@pytest.fixture
def store(busy):
    verbs = {"note": note, "crash": crash, "refuse": refuse, "busy": busy, "kill": kill}
    return MemoryStore({(name, 1): verb for name, verb in verbs.items()})


@pytest.fixture
def bureau(store):
    failures = []
    office = Bureau(
        store,
        sign=lambda raw: f"signed {len(raw)}",
        verify=lambda raw, receipt: receipt == f"signed {len(raw)}",
        failed=lambda *f: failures.append(f),
    )
    object.__setattr__(office, "failures", failures)
    return office


def command(seq, name="note", entity="a", **args):
    body = {
        "seq": seq,
        "id": f"c{seq}",
        "name": name,
        "version": 1,
        "entity": entity,
        "args": {"text": "hello", **args},
        "device_time": "2026-11-23T10:00:00+08:00",
    }
    return Envelope(json.dumps(body))


def sync(bureau, *commands, first=1, held=None, limit=100):
    request = SyncRequest(
        proto=1, device="d", first_seq=first, commands=commands, scopes=held or {}, limit=limit
    )
    return answer(request, bureau, scopes=lambda _: ["town:1"], server_time="now")


def numbered(count):
    return [command(n, entity=f"e{n}") for n in range(1, count + 1)]


def statuses(response):
    return [result.status for result in response.results]


def test_a_command_is_applied_and_its_row_comes_back_in_the_same_answer(bureau):
    response = sync(bureau, command(1))

    assert statuses(response) == ["applied"]
    assert response.scopes["town:1"].put["note"].rows == [["a", "hello", 1]]
    assert response.expected_seq == 2


def test_a_repeated_command_gets_the_same_answer_and_has_no_second_effect(bureau, store):
    first = sync(bureau, command(1))

    again = sync(bureau, command(1))

    assert again.results == first.results
    assert store.world.rows["note", "a"]["ver"] == 1


def test_another_command_under_a_used_number_is_a_fork(bureau):
    sync(bureau, command(1))

    with pytest.raises(SeqReusedError):
        sync(bureau, command(1, text="something else"))


def test_a_gap_stops_and_says_what_is_expected(bureau):
    response = sync(bureau, command(3), first=3)

    assert response.results == ()
    assert response.expected_seq == 1


def test_a_command_that_crashes_is_put_aside_whole_and_the_queue_moves_on(bureau, store):
    response = sync(bureau, command(1, "crash"), command(2, entity="b"))

    assert statuses(response) == ["quarantined", "applied"]
    assert ("note", "a") not in store.world.rows
    assert len(bureau.failures) == 2


def test_a_refused_command_stops_only_those_of_the_same_entity(bureau):
    response = sync(bureau, command(1, "refuse"), command(2, entity="b"), command(3, entity="a"))

    assert statuses(response) == ["rejected", "applied", "blocked"]


@pytest.mark.parametrize("body", ["not json", "[]", "{}", '{"seq": 2}'])
def test_an_unreadable_command_is_kept_and_the_queue_moves_on(bureau, body):
    response = sync(bureau, Envelope(body), command(2, entity="b"))

    assert statuses(response) == ["quarantined", "applied"]


def test_an_unknown_command_is_kept_for_later(bureau):
    assert statuses(sync(bureau, command(1, "from.the.future"))) == ["quarantined"]


def test_a_busy_database_is_tried_again_without_anybody_noticing(bureau):
    assert statuses(sync(bureau, command(1, "busy"))) == ["applied"]
    assert bureau.failures == []


def test_a_database_that_stays_busy_does_not_make_a_good_command_poison(bureau, busy):
    for _ in range(4):
        busy.left = 100
        with pytest.raises(ContentionError):
            sync(bureau, command(1, "busy"))
    busy.left = 0

    assert statuses(sync(bureau, command(1, "busy"))) == ["applied"]


def test_of_commands_that_stand_together_one_that_crashes_leaves_nothing_of_itself(bureau, store):
    crashing = command(3, "crash", entity="c")
    others = [command(n, entity=f"e{n}") for n in (1, 2)]

    response = sync(bureau, *others, crashing, command(4, entity="e4"))

    assert statuses(response) == ["applied", "applied", "quarantined", "applied"]
    assert {row for _, row in store.world.rows if row.startswith("e")} == {"e1", "e2", "e4"}
    assert ("note", "c") not in store.world.rows


def test_commands_that_stand_together_are_one_commit_with_a_receipt_each(bureau, store):
    response = sync(bureau, *(command(n, entity=f"e{n}") for n in range(1, 6)))

    assert [result.scope_seqs for result in response.results] == [{"town:1": 5}] * 5
    assert list(store.world.commits["town:1"]) == [5]
    assert [entry.result.receipt for entry in store.world.ledger.values()] == [
        result.receipt for result in response.results
    ]


def pushed(bureau, store, count, *, is_quiet):
    """Push a queue; return how many were taken in whenever it made way for others."""
    reached = []

    def make_way():
        reached.append(len(store.world.ledger))
        return is_quiet(len(reached))

    response = sync(replace(bureau, make_way=make_way), *numbered(count))
    assert statuses(response) == ["applied"] * count
    return reached


def test_a_long_queue_makes_way_for_others_between_its_small_commits(bureau, store):
    assert pushed(bureau, store, 40, is_quiet=lambda _: False) == [0, 12, 24, 36]


def test_a_long_queue_goes_in_large_commits_while_nobody_else_is_about(bureau, store):
    assert pushed(bureau, store, 200, is_quiet=lambda _: True) == [0, 32, 96, 160]


def test_a_long_queue_goes_in_small_commits_from_when_somebody_comes(bureau, store):
    assert pushed(bureau, store, 90, is_quiet=lambda n: n != 2) == [0, 32, 44, 56, 80]


def test_a_queue_that_one_commit_takes_makes_way_for_nobody(bureau, store):
    assert pushed(bureau, store, 32, is_quiet=lambda _: True) == []


def test_a_command_that_ends_the_process_is_found_and_put_aside_whoever_stands_around_it(bureau):
    queue = [command(n, entity=f"e{n}") for n in range(1, 9)]
    queue[4] = command(5, "kill", entity="e5")
    kills, response = 0, None

    while response is None:
        try:
            response = sync(bureau, *queue)
        except KilledError:
            kills += 1

    assert statuses(response) == ["applied"] * 4 + ["quarantined"] + ["applied"] * 3
    assert kills == 3


def test_a_queue_that_comes_again_after_its_answer_was_lost_costs_one_commit(bureau, store):
    queue = [command(n, entity=f"e{n}") for n in range(1, 21)]
    first = sync(bureau, *queue)
    before = store._commits

    again = sync(bureau, *queue)

    assert again.results == first.results
    assert store._commits == before + 1


def test_nothing_new_is_an_empty_answer(bureau):
    page = sync(bureau, command(1)).scopes["town:1"]

    response = sync(bureau, first=2, held={"town:1": Cursor(page.to, page.tag)})

    assert response.scopes == {}


def test_pages_follow_each_other_until_the_current_seq(bureau):
    commands = [command(n, entity=f"e{n}") for n in range(1, 6)]
    first = sync(bureau, *commands, limit=2).scopes["town:1"]

    second = sync(bureau, first=6, held={"town:1": Cursor(first.to, first.tag)}, limit=10)

    assert (first.to, first.current) == (2, 5)
    assert second.scopes["town:1"].to == 5
    assert second.scopes["town:1"].n_rows == 5


def test_a_cursor_from_a_lost_future_starts_again_from_nothing(bureau):
    sync(bureau, command(1))

    page = sync(bureau, first=2, held={"town:1": Cursor(99, "other")}).scopes["town:1"]

    assert page.start == 0
    assert len(page.put["note"].rows) == 1


def test_a_scope_that_is_no_longer_the_callers_is_named_as_removed(bureau):
    assert sync(bureau, held={"town:9": Cursor(3, "x")}).removed == ["town:9"]
