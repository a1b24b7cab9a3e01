"""Blocks of numbers on the phones that carry them, and what phones say of their numbers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.http import load
from server.core.problems import Malformed
from server.core.replication import Replica
from server.core.verbs import KEY, Verb, entities
from server.features.numbering import commands, queries
from server.features.numbering.arguments import AskArgs, ReturnArgs, VoidArgs
from server.features.numbering.models import NumberLease
from sync.protocol import Command
from sync.store import APPLIED, Outcome

COLUMNS = (
    "id",
    "ver",
    "series_id",
    "kind",
    "branch_id",
    "year",
    "pattern",
    "first",
    "last",
    "next",
    "expires_on",
    "state",
)
ASK, VOID, RETURN = AskArgs(), VoidArgs(), ReturnArgs()
OF_BLOCKS = frozenset({"number.void", "number.return"})


def _scopes(lease: NumberLease) -> frozenset[str]:
    return frozenset({f"device:{lease.device_id}"})


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    wanted = [getattr(NumberLease, "row_ver" if name == "ver" else name) for name in COLUMNS]
    return session.execute(select(*wanted).where(NumberLease.id.in_(ids))).all()


def _ask(session: Session, command: Command, actor: Actor, at: datetime) -> Outcome:
    commands.ask(session, **load(ASK, command.args), by=actor, at=at)
    return APPLIED


def _void(session: Session, command: Command, actor: Actor, at: datetime) -> Outcome:
    told = load(VOID, command.args)
    commands.void_on_phone(session, _key(command), **told, by=actor, at=at)
    return APPLIED


def _return(session: Session, command: Command, actor: Actor, at: datetime) -> Outcome:
    told = load(RETURN, command.args)
    commands.return_tail(session, _key(command), **told, by=actor, at=at)
    return APPLIED


def _key(command: Command) -> str:
    if not KEY.fullmatch(command.entity):
        raise Malformed
    return command.entity


def foresee(session: Session, commands_: Sequence[Command], by: Actor) -> None:
    """Load and hold at once the blocks that commands speak of."""
    del by
    own = [command for command in commands_ if command.name in OF_BLOCKS]
    if own:
        queries.foresee(session, entities(own))


REPLICAS = (Replica("number_lease", NumberLease, COLUMNS, _scopes, _rows),)
COMMANDS: dict[tuple[str, int], Verb] = {
    ("number.ask", 1): _ask,
    ("number.void", 1): _void,
    ("number.return", 1): _return,
}
