"""The write rule: no change of a replicated table is committed without its feed entries.

Rows changed through the ORM are published by the writing door. Bulk statements must say
`execution_options={"publishes": True}` and `announce` what they changed; others are refused.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Engine, Integer, Select, String, event, inspect
from sqlalchemy.engine import Connection, ExecutionContext
from sqlalchemy.orm import Mapped, Session, UOWTransaction, declared_attr, mapped_column
from sqlalchemy.sql import TextClause
from sqlalchemy.sql.dml import UpdateBase

from server.core import audit, changes, feed, hooks
from server.core.feed import RowChange

EXTENSION = "doorstep.replicas"
TABLES = "doorstep.replicated_tables"
TOUCHED = "doorstep.touched"
ANNOUNCED = "doorstep.announced"
OWED = "doorstep.owed"
FLUSHING = "doorstep.flushing"
QUOTED = re.compile(r"'(?:[^']|'')*'")
# The tables that a text changes, also behind WITH.
WRITTEN = re.compile(
    r"""\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?(?:\s+ONLY)?|
    DELETE\s+FROM(?:\s+ONLY)?|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?)\s+(?:["`\[]?\w+["`\]]?\.)?["`\[]?(\w+)""",
    re.IGNORECASE | re.VERBOSE,
)


class UnpublishedWriteError(RuntimeError):
    """A statement changed a replicated table past the feed."""


class Replicated:
    """A table whose rows travel to phones: an id made anywhere, a version that only grows."""

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    row_ver: Mapped[int] = mapped_column(Integer)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.row_ver}


@dataclass(frozen=True)
class _Touch:
    """A row that was written since the last publishing; `is_new`: it was made since then."""

    row: Replicated
    is_deleted: bool
    is_new: bool


Rows = Callable[[Session, Select[Any]], Iterable[Sequence[Any]]]


@dataclass(frozen=True)
class Replica:
    """How a slice's table stands in replicas.

    `scopes` names the scopes of one row; `rows` loads the rows whose ids a sub-select gives,
    in the order of `columns`, of which the first two are `id` and `ver`.
    """

    table: str
    model: type[Replicated]
    columns: tuple[str, ...]
    scopes: Callable[[Any], frozenset[str]]
    rows: Rows


def install(app: Flask, replicas: Iterable[Replica]) -> None:
    """Tell the application which tables are replicated."""
    by_model = {replica.model: replica for replica in replicas}
    app.extensions[EXTENSION] = by_model
    app.extensions[TABLES] = {
        inspect(model).local_table.description: replica.table for model, replica in by_model.items()
    }


def replicas() -> Mapping[type[Replicated], Replica]:
    """Return the replicated tables of this application by model."""
    found: Mapping[type[Replicated], Replica] = current_app.extensions[EXTENSION]
    return found


def announce(session: Session, moved: Sequence[RowChange]) -> None:
    """Publish at commit what a bulk statement changed."""
    session.info.setdefault(ANNOUNCED, []).extend(moved)
    _owed(session.connection()).difference_update(change.table for change in moved)


def publish(session: Session) -> dict[str, int]:
    """Write the feed of everything that changed since the last call; return scope → new seq."""
    changes.refuse_strays(session)
    with changes.unnoted(session):
        hooks.settle(session)
        session.flush()
    if owed := _owed(session.connection()):
        raise UnpublishedWriteError(f"announce the rows of {sorted(owed)}")
    moved = {(c.table, c.row_id): c for c in session.info.get(ANNOUNCED, [])}
    for touch in session.info.get(TOUCHED, {}).values():
        change = _change(touch)
        moved[change.table, change.row_id] = change
    session.info[TOUCHED] = {}
    session.info[ANNOUNCED] = []
    return feed.write(session, list(moved.values())) if moved else {}


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """Run a part of a transaction: what it wrote is undone with the note of it if it raises."""
    session.flush()
    touched = dict(session.info.get(TOUCHED, {}))
    announced = list(session.info.get(ANNOUNCED, []))
    noted, deeds = changes.noted(session), audit.noted(session)
    try:
        with session.begin_nested():
            yield
    except BaseException:
        session.info[TOUCHED], session.info[ANNOUNCED] = touched, announced
        changes.restore(session, noted)
        audit.restore(session, deeds)
        raise


def forget(session: Session) -> None:
    """Drop what was noted of a transaction that is over."""
    session.info.pop(TOUCHED, None)
    session.info.pop(ANNOUNCED, None)


def note_change(
    session: Session, row: Replicated, *, is_new: bool = False, is_deleted: bool = False
) -> None:
    """Have a row published that was written in this flush."""
    touched: dict[Any, _Touch] = session.info.setdefault(TOUCHED, {})
    key = (type(row), row.id)
    if key in touched:
        is_new = touched[key].is_new
    touched[key] = _Touch(row, is_deleted=is_deleted, is_new=is_new)


def _change(touch: _Touch) -> RowChange:
    row, replica = touch.row, replicas()[type(touch.row)]
    if touch.is_deleted:
        return RowChange(replica.table, row.id, row.row_ver + 1, frozenset(), touch.is_new)
    return RowChange(replica.table, row.id, row.row_ver, replica.scopes(row), touch.is_new)


@event.listens_for(Session, "before_flush")
def _open_for_flush(session: Session, *_: Any) -> None:
    session.connection().info[FLUSHING] = True


@event.listens_for(Session, "after_flush")
def _note_changes(session: Session, _: UOWTransaction) -> None:
    session.connection().info[FLUSHING] = False
    for row in _replicated(session.new):
        note_change(session, row, is_new=True)
    deleted = session.deleted
    noted = session.info.get(TOUCHED, {})
    for row in _replicated(session.dirty):
        # What is noted already need not be looked through, column by column.
        touch = noted.get((type(row), row.id))
        is_news = touch is None or touch.row is not row
        if is_news and row not in deleted and session.is_modified(row):
            note_change(session, row)
    for row in _replicated(deleted):
        note_change(session, row, is_deleted=True)


def _replicated(rows: Iterable[Any]) -> Iterator[Replicated]:
    return (row for row in rows if isinstance(row, Replicated))


@event.listens_for(Engine, "begin")
@event.listens_for(Engine, "rollback_savepoint")
def _start_clean(connection: Connection, *_: Any) -> None:
    connection.info[FLUSHING] = False
    connection.info[OWED] = set()


@event.listens_for(Engine, "before_cursor_execute")
def _refuse_stray_text(
    connection: Connection,
    cursor: Any,
    statement: str,
    parameters: Any,
    context: ExecutionContext,
    executemany: bool,  # noqa: FBT001 - SQLAlchemy hands it over like this
) -> None:
    """Refuse changes in SQL that somebody wrote as text: nobody could say what they changed."""
    del cursor, parameters, executemany
    compiled = getattr(context, "compiled", None)
    if compiled is not None and not isinstance(compiled.statement, TextClause):
        return
    for written in WRITTEN.findall(QUOTED.sub("", statement)):
        table = _replicated_tables().get(written.lower())
        if table and not connection.get_execution_options().get("migrates"):
            raise UnpublishedWriteError(f"{table} is replicated: write through the ORM or announce")


@event.listens_for(Engine, "before_execute")
def _refuse_stray_writes(
    connection: Connection,
    statement: Any,
    multiparams: Any,
    params: Any,
    execution_options: Mapping[str, Any],
) -> None:
    del multiparams, params
    if not isinstance(statement, UpdateBase) or connection.info.get(FLUSHING):
        return
    table = _replicated_tables().get(getattr(statement.table, "name", ""))
    if table is None:
        return
    options = {**statement.get_execution_options(), **execution_options}
    if not options.get("publishes"):
        raise UnpublishedWriteError(f"{table} is replicated: write through the ORM or announce")
    _owed(connection).add(table)


def _replicated_tables() -> dict[str, str]:
    found: dict[str, str] = current_app.extensions.get(TABLES, {}) if current_app else {}
    return found


def _owed(connection: Connection) -> set[str]:
    owed: set[str] = connection.info.setdefault(OWED, set())
    return owed
