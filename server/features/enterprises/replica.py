"""Enterprises on phones: by town, those of unknown town on every phone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.replication import Replica
from server.core.verbs import Arguments, Verb, entities, keys_at, merged, reading
from server.features.enterprises import commands, queries
from server.features.enterprises.commands import NewEnterprise
from server.features.enterprises.models import Enterprise
from server.features.enterprises.schemas import EnterpriseAddArgs, EnterpriseAmendArgs
from server.features.enterprises.scopes import scopes_of_town
from sync.protocol import Command
from sync.store import APPLIED, Outcome

COLUMNS = (
    "id",
    "ver",
    "name",
    "initials",
    "code",
    "code_kind",
    "town_code",
    "address",
    "registered_on",
    "kind",
    "business_scope",
    "contact_name",
    "contact_phone",
    "verified",
    "active",
    "last_visit_at",
    "visit_count",
    "lat_e7",
    "lng_e7",
    "accuracy_m",
    "located_at",
)

# Made once: to build one takes as long as to read a command by it.
ADD, AMEND = EnterpriseAddArgs(), EnterpriseAmendArgs()


def _scopes(row: Enterprise) -> frozenset[str]:
    return scopes_of_town(row.town_code)


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    names = ("row_ver" if name == "ver" else name for name in COLUMNS)
    columns = [getattr(Enterprise, name) for name in names]
    # Past the ORM, whose loading takes as long again for the ten thousand rows of a first sync.
    return session.connection().execute(select(*columns).where(Enterprise.id.in_(ids))).all()


@reading(ADD)
def _add(
    session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
) -> Outcome:
    new = NewEnterprise(id=command.entity, **args)
    added = commands.add_enterprise(session, new, by=actor, at=at)
    if added.status == "applied":
        return APPLIED
    return Outcome(added.status, alias=added.enterprise.id)


@reading(AMEND)
def _amend(
    session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
) -> Outcome:
    changes = args["changes"]
    amended = commands.amend_enterprise(session, command.entity, changes, by=actor, at=at)
    found = amended.enterprise
    return merged(alias=found.id if found.id != command.entity else None, crossed=amended.crossed)


def foresee(session: Session, commands: Sequence[Command], by: Actor) -> None:
    """Load at once what adding enterprises asks for."""
    del by
    adding = [command for command in commands if command.name == "enterprise.add"]
    queries.foresee_new(session, entities(adding), keys_at(adding, "code"))


REPLICAS = (Replica("enterprise", Enterprise, COLUMNS, _scopes, _rows),)
COMMANDS: dict[tuple[str, int], Verb] = {
    ("enterprise.add", 1): _add,
    ("enterprise.amend", 1): _amend,
}
