"""A busy database is retried inside the server: nobody sees it, and nothing happens twice."""

import sqlite3
from contextlib import contextmanager
from itertools import count

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, exc, func, select

from server.core.db import db
from server.core.doors import reading
from server.core.feed import FeedEntry
from server.features.sync_api.models import CommandEntry
from tests.note import Note
from tests.server.sync_api.phones import command, proof, sync

BUSY = {
    "sqlite": [sqlite3.OperationalError("database is locked")],
    "postgresql": [psycopg.errors.SerializationFailure(), psycopg.errors.DeadlockDetected()],
}
COMMANDS = 5
devices = count()


@pytest.fixture
def officer(as_person, people):
    return as_person(people.officer)


@contextmanager
def failing(commits):
    """Have the database refuse the commits of these numbers."""
    errors = BUSY[db.engine.dialect.name]
    seen = count()

    def refuse(connection):
        n = next(seen)
        if n in commits:
            raise exc.OperationalError("COMMIT", {}, errors[n % len(errors)])

    event.listen(db.engine, "commit", refuse)
    try:
        yield seen
    finally:
        event.remove(db.engine, "commit", refuse)


def three_in_a_row_at_most(commits):
    return not any({n, n + 1, n + 2, n + 3} <= commits for n in commits)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(refused=st.sets(st.integers(0, 14), max_size=8).filter(three_in_a_row_at_most))
def test_refused_commits_are_neither_seen_nor_done_twice(officer, refused):
    device = f"phone-{next(devices)}"
    names = [f"{device}-{n}" for n in range(1, COMMANDS + 1)]
    sent = [command(n, entity=name) for n, name in enumerate(names, start=1)]

    with failing(refused):
        answer = sync(officer, device, commands=sent, announced_head=COMMANDS)

    assert answer.status_code == 200
    assert [result["status"] for result in answer.json["results"]] == ["applied"] * COMMANDS
    with reading() as session:
        assert _count(session, CommandEntry.device_id == device) == COMMANDS
        assert _count(session, FeedEntry.row_id.in_(names)) == COMMANDS
        versions = session.scalars(select(Note.row_ver).where(Note.id.in_(names))).all()
        assert versions == [1] * COMMANDS


def _count(session, condition):
    return session.scalar(select(func.count()).where(condition))


def test_every_third_commit_of_a_long_push_may_fail(officer):
    sent = [command(n, entity=f"long-{n}") for n in range(1, 101)]

    with failing(range(2, 1000, 3)) as seen:
        answer = sync(officer, "long", commands=sent)

    assert {result["status"] for result in answer.json["results"]} == {"applied"}
    assert next(seen) >= 10


def test_an_epoch_rotates_once_though_its_commit_failed_first(officer):
    epoch = sync(officer).json["epoch"]

    with failing({0, 1}):
        answer = sync(officer, proof=proof(epoch, 1, command(1)))

    assert answer.status_code == 200
    assert answer.json["epoch"] not in {"", epoch}


def test_a_database_that_stays_busy_is_told_as_such_and_the_command_is_kept(officer):
    sync(officer)

    with failing(range(100)):
        refused = sync(officer, commands=[command(1)])
    answer = sync(officer, commands=[command(1)])

    assert (refused.status_code, refused.json["code"]) == (503, "503.01")
    assert answer.json["results"][0]["status"] == "applied"
