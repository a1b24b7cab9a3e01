"""The two doors to the database: one for reading, one for writing. Doors do not nest.

Through the door for reading a person who is bound to a branch sees what is within reach, and
nothing else (`core/reach.py`).
"""

import errno
import os
import sqlite3
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import has_request_context, request
from sqlalchemy import event, exc
from sqlalchemy.orm import ORMExecuteState, Session

from server.core import (
    answered,
    audit,
    changes,
    criteria,
    egress,
    hooks,
    known,
    reach,
    replication,
    row_security,
    trail,
    turns,
)
from server.core import copying as _copying  # noqa: F401 - it listens to inserts of many rows
from server.core import held_rows as _held_rows  # noqa: F401 - it listens to flushes
from server.core.db import DOOR, READING, db, dialect_of
from server.core.problems import Problem

ANSWERS = "doorstep.answers"


@contextmanager
def reading(*, unbound: bool = False) -> Iterator[Session]:
    """Give a session on one consistent snapshot; nothing can be written through it.

    `unbound`: something else than who calls is the right to read, such as the secret of a link.
    """
    session = _enter(READING)
    snapshot = {"isolation_level": "REPEATABLE READ"} if _is_postgres(session) else {}
    try:
        session.connection(execution_options=snapshot)
        known.begin(session, _answers())
        marks = None if unbound else reach.of_request(session)
        if marks is None:
            yield session
        else:
            yield from _within(session, marks)
    finally:
        _leave(session)


def _within(session: Session, marks: reach.Reach) -> Iterator[Session]:
    reach.hold(session, marks)
    if _is_postgres(session):
        row_security.take_reader(session, marks)
        yield session
    else:
        egress.begin(session)
        yield session
        egress.refuse_strays(session)


@contextmanager
def writing() -> Iterator[Session]:
    """Give the session of one command; leaving it publishes what changed and commits."""
    session = _enter("write")
    if has_request_context():
        request.environ.pop(ANSWERS, None)
    try:
        with turns.taken():
            session.connection(execution_options={"writes": True})
            changes.begin(session)
            yield session
            replication.publish(session)
            changes.refuse_idle_answer(session)
            # Last of all: its counter stays locked until the commit.
            trail.append(session)
            session.commit()
    except Problem as refusal:
        told = changes.withheld(session, refusal)
        if told is refusal:
            raise
        raise told from None
    finally:
        _leave(session)


def _answers() -> dict[Hashable, Any]:
    """Return what this request knows already; a phone's contact goes through the door often."""
    if not has_request_context():
        return {}
    found: dict[Hashable, Any] = request.environ.setdefault(ANSWERS, {})
    return found


def _enter(door: str) -> Session:
    session = db.session()
    assert DOOR not in session.info, "doors do not nest: one command, one transaction"
    session.rollback()
    # What somebody told outside of any door is no deed of this transaction.
    audit.forget(session)
    session.info[DOOR] = door
    return session


def _leave(session: Session) -> None:
    # Let go of the rows before the roll-back expires them: answers are made of them outside.
    session.expunge_all()
    session.rollback()
    session.info.pop(DOOR, None)
    reach.forget(session)
    egress.forget(session)
    changes.forget(session)
    replication.forget(session)
    hooks.forget(session)
    audit.forget(session)
    known.forget(session)


def _is_postgres(session: Session) -> bool:
    return dialect_of(session) == "postgresql"


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


@event.listens_for(Session, "do_orm_execute")
def _keep_within_reach(state: ORMExecuteState) -> None:
    is_twin = egress.IS_TWIN in state.execution_options
    if reach.held(state.session) is None or not state.is_select or is_twin:
        return
    found = answered.by(state)
    criteria.add(state, found.mappers)
    egress.note_columns(state, found.in_part)
