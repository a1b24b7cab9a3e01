"""Messages on the phones of their receivers, and what phones say of having read them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.http import load
from server.core.replication import Replica
from server.core.verbs import Verb
from server.features.messages import commands
from server.features.messages.models import Message
from server.features.messages.schemas import ReadArgs
from sync.protocol import Command
from sync.store import APPLIED, Outcome

COLUMNS = (
    "id",
    "ver",
    "person_id",
    "kind",
    "title",
    "words",
    "link",
    "sender_id",
    "created_at",
    "read_at",
)
READ = ReadArgs()


def _scopes(message: Message) -> frozenset[str]:
    return frozenset({f"officer:{message.person_id}"})


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    wanted = [getattr(Message, "row_ver" if name == "ver" else name) for name in COLUMNS]
    return session.execute(select(*wanted).where(Message.id.in_(ids))).all()


def _read(session: Session, command: Command, actor: Actor, at: datetime) -> Outcome:
    told = load(READ, command.args)
    if command.entity != actor.person_id:
        raise commands.NotYourMessages
    commands.read(session, command.entity, told["messages"], read_at=told["read_at"], at=at)
    return APPLIED


REPLICAS = (Replica("message", Message, COLUMNS, _scopes, _rows),)
COMMANDS: dict[tuple[str, int], Verb] = {("message.read", 1): _read}
