"""What a phone's command is run with: the same verb that the REST route calls."""

from collections.abc import Callable, Mapping
from datetime import datetime

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
