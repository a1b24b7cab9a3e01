"""The two doors to the database: one for reading, one for writing. Doors do not nest."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, exc
from sqlalchemy.orm import Session

from server.core import hooks, known, replication, trail, turns
from server.core.db import db

DOOR = "doorstep.door"


@contextmanager
def reading() -> Iterator[Session]:
    """Give a session on one consistent snapshot; nothing can be written through it."""
    session = _enter("read")
    snapshot = {"isolation_level": "REPEATABLE READ"} if _is_postgres(session) else {}
    try:
        session.connection(execution_options=snapshot)
        yield session
    finally:
        _leave(session)


@contextmanager
def writing() -> Iterator[Session]:
    """Give the session of one command; leaving it publishes what changed and commits."""
    session = _enter("write")
    try:
        with turns.taken():
            session.connection(execution_options={"writes": True})
            yield session
            replication.publish(session)
            # Last of all: its counter stays locked until the commit.
            trail.append(session)
            session.commit()
    finally:
        _leave(session)


def _enter(door: str) -> Session:
    session = db.session()
    assert DOOR not in session.info, "doors do not nest: one command, one transaction"
    session.rollback()
    session.info[DOOR] = door
    return session


def _leave(session: Session) -> None:
    # Let go of the rows before the roll-back expires them: answers are made of them outside.
    session.expunge_all()
    session.rollback()
    session.info.pop(DOOR, None)
    replication.forget(session)
    hooks.forget(session)
    trail.forget(session)
    known.forget(session)


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def is_contention(error: BaseException) -> bool:
    """Return whether the database only asks to try again (busy, deadlock, serialisation)."""
    if not isinstance(error, exc.DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    busy = isinstance(error.orig, sqlite3.OperationalError) and "locked" in str(error.orig)
    return busy or state in {"40001", "40P01", "55P03"}


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether there was no room to write, on disk or in the database."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    if not isinstance(error, exc.DBAPIError):
        return False
    full = isinstance(error.orig, sqlite3.OperationalError) and "full" in str(error.orig)
    # A connection that PostgreSQL has no room for is refused without a state.
    unopened = os.strerror(errno.ENOSPC) in str(error.orig)
    return full or unopened or getattr(error.orig, "sqlstate", None) == "53100"


@event.listens_for(Session, "before_flush")
def _refuse_writing_through_the_reading_door(session: Session, *_: Any) -> None:
    if DOOR in session.info and session.info[DOOR] != "write":
        msg = "this session was opened for reading"
        raise RuntimeError(msg)
