"""The commands on cases as the review list sees them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import Schema
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.http import load
from server.core.problems import Malformed
from server.core.reviewing import NotUndoable, Reviewable, Subject, Values
from server.features.accounts import queries as accounts
from server.features.cases import queries
from server.features.cases.arguments import LOG, OF_VERBS, OPEN
from server.features.cases.models import Matter
from server.features.enterprises import queries as enterprises
from sync.protocol import Command

# What a phone says of a matter, by words that a reviewer may read: never who the petitioner is.
TOLD = ("title", "words", "hard_reason", "party", "party_title")
LASTS = "事项的每一步都留在记录里；请再移交、重开或补记一笔"


class _OfMatter:
    """What the commands on a matter have in common: each is a step that stays in its timeline."""

    counts_from_arrival: ClassVar[bool] = False

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def subject(self, session: Session, command: Command) -> Subject:
        found = queries.matter(session, self.matter_id(command))
        if found is None:
            return Subject()
        return Subject(_called(found), found.enterprise_id, record_id=found.id)

    def wanted(self, session: Session, command: Command) -> Values:
        del session
        told = self._told(command)
        return {name: told[name] for name in TOLD if told.get(name)}

    def standing(self, session: Session, command: Command) -> Values:
        found = queries.matter(session, self.matter_id(command))
        if found is None:
            return {}
        holder = accounts.person(session, found.holder_id) if found.holder_id else None
        return {"matter_state": found.state, "holder": holder.name if holder else ""}

    def both(self, field: str, theirs: Any, mine: Any, name: str) -> None:
        del field, theirs, mine, name

    def anew(self, session: Session, command: Command, chosen: Values) -> Command:
        del session, chosen
        return command

    def put_back(
        self, session: Session, command: Command, before: Values, *, by: Actor, at: datetime
    ) -> None:
        del session, command, before, by, at
        raise NotUndoable(LASTS)

    def matter_id(self, command: Command) -> str:
        return command.entity

    def _told(self, command: Command) -> dict[str, Any]:
        """Return the arguments, or nothing when they are of no known shape."""
        try:
            return load(self.schema, command.args)
        except Malformed:
            return {}


class Opening(_OfMatter):
    """`case.open`: what it is about may not be at the bureau."""

    counts_from_arrival: ClassVar[bool] = True

    def subject(self, session: Session, command: Command) -> Subject:
        if queries.matter(session, command.entity) is not None:
            return super().subject(session, command)
        told = self._told(command)
        place = enterprises.enterprise(session, told.get("enterprise_id") or "")
        if place is None:
            return Subject(told.get("title", ""))
        return Subject(place.name, enterprise_id=place.id)


class Logging(_OfMatter):
    """`case.log`, whose entity is the note."""

    counts_from_arrival: ClassVar[bool] = True

    def matter_id(self, command: Command) -> str:
        told = command.args.get("matter_id")
        return told if isinstance(told, str) else ""


def _called(matter: Matter) -> str:
    return matter.enterprise_name or matter.title


REVIEWABLE: Mapping[str, Reviewable] = {
    "case.open": Opening(OPEN),
    "case.log": Logging(LOG),
    **{f"case.{verb}": _OfMatter(schema) for verb, schema in OF_VERBS.items()},
}
