"""What a phone's command is run with: the same verb that the REST route calls."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g
from marshmallow import Schema
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.fields import PRINTABLE_ID
from server.core.http import load
from server.core.problems import Conflict, Malformed, Problem
from sync.protocol import Command, Trouble
from sync.store import APPLIED, Outcome

EXTENSION = "doorstep.verbs"

# Runs in a savepoint; refuses by raising a Problem, never commits.
Verb = Callable[[Session, Command, Actor, datetime], Outcome]
Verbs = Mapping[tuple[str, int], Verb]
# Loads at once what commands, of whatever form, will ask for.
Foresight = Callable[[Session, Sequence[Command], Actor], None]

# What a command tells, as a schema read it.
Arguments = dict[str, Any]
Act = Callable[[Session, Command, Arguments, Actor, datetime], Outcome]

KEY = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def installed() -> Verbs:
    """Return the verbs of all slices by name and version."""
    found: Verbs = current_app.extensions[EXTENSION]
    return found


@dataclass(frozen=True)
class Reading:
    """A verb whose arguments a schema reads, before the turn to write if it was told in time."""

    schema: Schema
    act: Act

    def __call__(self, session: Session, command: Command, by: Actor, at: datetime) -> Outcome:
        ahead = _read_ahead().pop(id(command), None)
        args = ahead[1] if ahead else self.read(command)
        return self.act(session, command, args, by, at)

    def read(self, command: Command) -> Arguments:
        """Return what a command tells; refuse one that names no record or cannot be read."""
        if not PRINTABLE_ID.fullmatch(command.entity):
            raise Malformed
        return load(self.schema, command.args)


def reading(schema: Schema) -> Callable[[Act], Reading]:
    """Make a verb of what is done with the arguments of a command."""
    return lambda act: Reading(schema, act)


def read_ahead(commands: Sequence[Command]) -> None:
    """Read what commands tell that will run next: others need not wait for that."""
    ahead = _read_ahead()
    ahead.clear()
    for command in commands:
        verb = installed().get((command.name, command.version))
        if isinstance(verb, Reading):
            # What cannot be read says so when it runs.
            with suppress(Exception):
                ahead[id(command)] = (command, verb.read(command))


def _read_ahead() -> dict[int, tuple[Command, Arguments]]:
    found: dict[int, tuple[Command, Arguments]] = g.setdefault("doorstep_read_ahead", {})
    return found


def merged(*, alias: str | None, crossed: Conflict | None) -> Outcome:
    """Return the outcome of a change that was made, save for fields that crossed another's."""
    if crossed is not None:
        concern = told(crossed)
        return Outcome("merged", alias, concern=concern, mine=crossed.mine, theirs=crossed.theirs)
    return Outcome("merged", alias=alias) if alias else APPLIED


def told(problem: Problem) -> Trouble:
    """Return a refusal, or what gives concern, as it travels to phones."""
    return Trouble(problem.code, problem.title, problem.detail)


def keys_at(commands: Sequence[Command], *path: str) -> frozenset[str]:
    """Return what stands under a path in the arguments of commands, as far as it may be a key."""
    told: list[Any] = [command.args for command in commands]
    for name in path:
        told = [part for one in told if isinstance(one, Mapping) for part in _parts(one.get(name))]
    return frozenset(one for one in told if isinstance(one, str) and KEY.fullmatch(one))


def entities(commands: Sequence[Command]) -> frozenset[str]:
    """Return what commands are about, as far as it may be a key."""
    return frozenset(command.entity for command in commands if KEY.fullmatch(command.entity))


def _parts(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list) else [value]
