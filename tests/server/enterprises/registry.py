"""Enterprises put into the test database, and a phone's commands run on them."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from server.core import clock
from server.core.auth import Actor, Role
from server.core.doors import reading, writing
from server.core.feed import FeedEntry
from server.features.accounts.models import Person
from server.features.enterprises.commands import name_columns
from server.features.enterprises.models import Enterprise
from server.features.enterprises.replica import COMMANDS
from sync.protocol import Command
from sync.store import Outcome
from tests.conftest import Clock

CHANGAN = "441900119"
HUMEN = "441900121"


def add(row_id: str, name: str, *, town: str | None, code: str | None = None) -> None:
    with writing() as session:
        session.add(
            Enterprise(
                id=row_id,
                **name_columns(name),
                town_code=town,
                code=code,
                code_kind="uscc" if code else "none",
                created_at=clock.now(),
            )
        )


def scope_of(row_id: str) -> set[str]:
    """Where the row stands now, by the feed."""
    with reading() as session:
        standing = select(FeedEntry.scope_id).where(
            FeedEntry.tbl == "enterprise", FeedEntry.row_id == row_id, FeedEntry.op == "put"
        )
        return set(session.scalars(standing))


def command(
    app: Flask, person_id: str, time: Clock, name: str, entity: str, args: dict[str, Any]
) -> Outcome:
    """Run a phone's command as the sync door does."""
    del app
    with writing() as session:
        person = session.get(Person, person_id)
        assert person is not None
        actor = Actor(person.id, person.name, Role(person.role), person.branch_id, "session")
        body = Command(1, f"c-{entity}", name, 1, entity, args, time().isoformat())
        return COMMANDS[name, 1](session, body, actor, time())
