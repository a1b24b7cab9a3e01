"""Arguments that are read before the turn to write are read once, and never another's."""

from datetime import UTC, datetime

import pytest
from marshmallow import Schema, fields, post_load

from server.core.problems import Malformed
from server.core.verbs import EXTENSION, read_ahead, reading
from sync.protocol import Command
from sync.store import APPLIED

NOW = datetime(2026, 11, 27, tzinfo=UTC)


class NoteArgs(Schema):
    text = fields.String(required=True)

    @post_load
    def _told(self, values, **_):
        self.read.append(values["text"])
        return values


@pytest.fixture
def read():
    return []


@pytest.fixture
def done():
    return []


@pytest.fixture
def note(app, read, done):
    schema = NoteArgs()
    schema.read = read

    @reading(schema)
    def note(session, command, args, by, at):
        done.append((command.seq, args["text"]))
        return APPLIED

    app.extensions[EXTENSION] = {("note", 1): note}
    return note


def command(seq, entity="a", **args):
    return Command(
        seq=seq,
        id=f"c{seq}",
        name="note",
        version=1,
        entity=entity,
        args=args,
        device_time="now",
    )


def test_what_was_read_ahead_is_not_read_again(note, read, done):
    first, second = command(1, text="one"), command(2, text="two")

    read_ahead([first, second])
    for each in (second, first):
        note(None, each, None, NOW)

    assert done == [(2, "two"), (1, "one")]
    assert read == ["one", "two"]


def test_a_command_that_runs_twice_gets_arguments_that_nobody_has_changed(note, read, done):
    again = command(1, text="one")

    read_ahead([again])
    for _ in range(2):
        note(None, again, None, NOW)

    assert done == [(1, "one"), (1, "one")]
    assert read == ["one", "one"]


def test_what_nobody_read_ahead_is_read_as_it_runs(note, done):
    note(None, command(1, text="one"), None, NOW)

    assert done == [(1, "one")]


@pytest.mark.parametrize("bad", [command(1, text=7), command(1), command(1, "\n", text="one")])
def test_what_cannot_be_read_says_so_when_it_runs_and_hinders_nobody_before(note, done, bad):
    good = command(2, text="two")

    read_ahead([bad, good])
    note(None, good, None, NOW)

    with pytest.raises(Malformed):
        note(None, bad, None, NOW)
    assert done == [(2, "two")]


def test_what_was_read_for_a_group_that_never_ran_is_forgotten_with_the_next(note, read, done):
    left = command(1, text="left")

    read_ahead([left])
    read_ahead([command(2, text="two")])
    note(None, left, None, NOW)

    assert read == ["left", "two", "left"]
    assert done == [(1, "left")]
