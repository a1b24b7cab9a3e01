"""Strays: rows that a transaction touches although they are beyond its reach."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Table, literal, select, tuple_
from sqlalchemy.orm import Session

from server.core import criteria, guards
from server.core.db import dialect_of
from server.core.guards import Guards

CHUNK = 400

Key = tuple[Any, ...]
# A table by its name, and a key.
Row = tuple[str, Key]


def among(session: Session, guarded: Guards, table: Table, keys: Collection[Key]) -> set[Key]:
    """Return those keys of rows of a guarded table that the reach does not lead to."""
    strays = set[Key]()
    for chunk in _chunks(sorted(keys)):
        strays |= set(chunk) - _reached(session, guarded, table, chunk)
    return strays


def is_one(session: Session, guarded: Guards, table: Table, values: Mapping[str, Any]) -> bool:
    """Return whether the reach does not lead to a row that has, or had, these values."""
    told = {column.name: literal(values[column.name], column.type) for column in table.columns}
    reached = guards.condition(guarded, told, guarded[table.name], _within(session))
    return session.scalar(_asked(select(literal(1)).where(reached))) is None


def _reached(session: Session, guarded: Guards, table: Table, keys: Sequence[Key]) -> set[Key]:
    key = table.primary_key.columns.values()
    reached = guards.condition(guarded, table.c, guarded[table.name], _within(session))
    found = session.execute(_asked(select(*key).where(tuple_(*key).in_(keys), reached)))
    return {tuple(row) for row in found}


def _asked(statement: Select[Any]) -> Select[Any]:
    # The question is of what stands now; a flush of its own would be noted in the midst of it.
    return statement.execution_options(autoflush=False)


def _within(session: Session) -> guards.Within:
    return criteria.within(dialect_of(session))


def _chunks(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
