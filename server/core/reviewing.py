"""How the review list asks a slice about its commands: what they touch, how to take them anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from flask import Flask, current_app
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.problems import Problem
from sync.protocol import Command

EXTENSION = "doorstep.reviewable"
ACTING = "doorstep.acting"

# Field by field, of plain JSON values.
Values = Mapping[str, Any]


class NotUndoable(Problem):
    code = "409.83"
    title = "这项处理不能撤销"


@dataclass(frozen=True)
class Subject:
    """What a command is about, and what people call that. What is unknown is None.

    `record_id` is the row that the command changes, by the id under which the bureau keeps it.
    """

    about: str = ""
    enterprise_id: str | None = None
    visit_id: str | None = None
    record_id: str | None = None


class Reviewable(Protocol):
    """One kind of command as the review list sees it. None of these refuses odd arguments.

    `counts_from_arrival`: taken later, it still counts as received when it first arrived.
    """

    counts_from_arrival: ClassVar[bool]

    def subject(self, session: Session, command: Command) -> Subject:
        """Return what the command is about."""

    def wanted(self, session: Session, command: Command) -> Values:
        """Return what the phone says, by fields."""

    def standing(self, session: Session, command: Command) -> Values:
        """Return how the same fields stand at the bureau."""

    def both(self, field: str, theirs: Any, mine: Any, name: str) -> Any | None:
        """Return a value that keeps both versions, mine under a name; None where none can."""

    def anew(self, session: Session, command: Command, chosen: Values) -> Command:
        """Return the command on the base of what stands, so that it sets the `chosen` values."""

    def put_back(
        self, session: Session, command: Command, before: Values, *, by: Actor, at: datetime
    ) -> None:
        """Bring back what stood before the command was taken; refuse where that cannot be."""


@dataclass(frozen=True)
class Choice:
    """How somebody settles what an act of law gave to look at: a way, the reason, new values."""

    way: str
    words: str
    changes: Mapping[str, Any]


class Acting(Protocol):
    """A kind of commands that are acts of law: they stand, whatever they give to look at.

    That is let pass, or the act is corrected or taken back; nothing is run again, and none of it
    can be undone, as it is told to the enterprise.
    """

    def ways(self, session: Session, command: Command, by: Actor) -> Sequence[str]:
        """Return how somebody may settle what the command gave to look at, the usual first."""

    def settle(
        self, session: Session, command: Command, choice: Choice, *, by: Actor, at: datetime
    ) -> None:
        """Do what was chosen."""


def install(
    app: Flask, kinds: Mapping[str, Reviewable], acting: Mapping[str, Acting] | None = None
) -> None:
    """Tell the application which commands the review list knows more about, by name."""
    app.extensions[EXTENSION] = dict(kinds)
    app.extensions[ACTING] = dict(acting or {})


def of(command: Command) -> Reviewable | None:
    """Return what is known of this kind of command."""
    kinds: Mapping[str, Reviewable] = current_app.extensions[EXTENSION]
    return kinds.get(command.name)


def acting(command: Command) -> Acting | None:
    """Return how commands of this kind are settled that stand as acts of law."""
    kinds: Mapping[str, Acting] = current_app.extensions[ACTING]
    return kinds.get(command.name)
