"""What a phone's command is run with: the same verb that the REST route calls."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.problems import Conflict, Problem
from sync.protocol import Command, Trouble
from sync.store import APPLIED, Outcome

EXTENSION = "doorstep.verbs"

# Runs in a savepoint; refuses by raising a Problem, never commits.
Verb = Callable[[Session, Command, Actor, datetime], Outcome]
Verbs = Mapping[tuple[str, int], Verb]
# Loads at once what commands, of whatever form, will ask for.
Foresight = Callable[[Session, Sequence[Command], Actor], None]

KEY = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def installed() -> Verbs:
    """Return the verbs of all slices by name and version."""
    found: Verbs = current_app.extensions[EXTENSION]
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
