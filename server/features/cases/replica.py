"""Matters on phones: in their town and with their people; petitioners with the people alone."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from marshmallow import Schema
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.replication import Replica, Replicated
from server.core.verbs import Arguments, Reading, Verb, reading
from server.features.cases import commands, opening
from server.features.cases.arguments import LOG, OF_VERBS, OPEN
from server.features.cases.claims import NewMatter, Told
from server.features.cases.models import Matter, MatterEvent, Petitioner
from server.features.cases.standing import scopes_of
from sync.protocol import Command
from sync.store import Outcome

MATTER_COLUMNS = (
    "id",
    "ver",
    "source",
    "channel",
    "title",
    "words",
    "category",
    "enterprise_id",
    "enterprise_name",
    "branch_id",
    "town_code",
    "finding_id",
    "registration_id",
    "hard",
    "state",
    "holder_id",
    "taken_at",
    "offered_to",
    "due_on",
    "opened_by",
    "opened_at",
    "solved_by",
    "solved_on",
    "closed_at",
    "received_at",
)
EVENT_COLUMNS = (
    "id",
    "ver",
    "matter_id",
    "kind",
    "at",
    "by_id",
    "words",
    "visit_id",
    "to_id",
    "due_on",
    "photos",
    "how",
    "party",
    "party_title",
    "signature_sha",
    "flags",
    "received_at",
)
PETITIONER_COLUMNS = ("id", "ver", "name", "phone")


def _rows(
    model: type[Replicated], columns: Sequence[str]
) -> Callable[[Session, Select[Any]], Iterable[Sequence[Any]]]:
    wanted = [getattr(model, "row_ver" if name == "ver" else name) for name in columns]

    def rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
        return session.execute(select(*wanted).where(model.id.in_(ids))).all()

    return rows


def _kept_scopes(row: MatterEvent | Petitioner) -> frozenset[str]:
    return frozenset(row.scopes)


@reading(OPEN)
def _open(
    session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
) -> Outcome:
    new = NewMatter(id=command.entity, **args)
    told = Told(event_id=command.id[:64], at=new.opened_at)
    opened = opening.open_matter(session, new, told, by=actor, at=at)
    return _on(command.entity, opened.matter, opened.status)


@reading(LOG)
def _log(
    session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
) -> Outcome:
    matter_id = args.pop("matter_id")
    told = Told(event_id=command.entity, **args)
    done = commands.act(session, matter_id, "log", told, by=actor, at=at)
    return Outcome(done.status, desk=done.matter.branch_id)


def _verb(verb: str, schema: Schema) -> Verb:
    def run(
        session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
    ) -> Outcome:
        told = Told(event_id=command.id[:64], **args)
        done = commands.act(session, command.entity, verb, told, by=actor, at=at)
        return _on(command.entity, done.matter, done.status)

    return Reading(schema, run)


def _on(entity: str, matter: Matter, status: str) -> Outcome:
    if matter.id == entity:
        return Outcome(status, desk=matter.branch_id)
    return Outcome("merged", alias=matter.id, desk=matter.branch_id)


REPLICAS = (
    Replica("matter", Matter, MATTER_COLUMNS, scopes_of, _rows(Matter, MATTER_COLUMNS)),
    Replica(
        "matter_event", MatterEvent, EVENT_COLUMNS, _kept_scopes, _rows(MatterEvent, EVENT_COLUMNS)
    ),
    Replica(
        "petitioner",
        Petitioner,
        PETITIONER_COLUMNS,
        _kept_scopes,
        _rows(Petitioner, PETITIONER_COLUMNS),
    ),
)
COMMANDS: dict[tuple[str, int], Verb] = {
    ("case.open", 1): _open,
    ("case.log", 1): _log,
    **{(f"case.{verb}", 1): _verb(verb, schema) for verb, schema in OF_VERBS.items()},
}
