"""Inserts that say what becomes of a row that is there already; both databases spell it their way.

They are made once: building such a statement costs more than the row that it writes.
"""

from functools import cache
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.core.db import Base

Insert = postgresql.Insert | sqlite.Insert


def or_pass(session: Session, table: type[Base]) -> Insert:
    """Return an insert that passes over rows which are there already."""
    return _or_pass(_dialect(session), table)


def or_set(session: Session, table: type[Base], *columns: str) -> Insert:
    """Return an insert that gives a row which is there already the new values of these columns."""
    return _or_set(_dialect(session), table, columns)


def or_add(session: Session, table: type[Base], column: str) -> Insert:
    """Return an insert that adds its number to that of a row which is there already."""
    return _or_add(_dialect(session), table, column)


def _dialect(session: Session) -> str:
    dialect: Dialect = session.get_bind().dialect
    return dialect.name


@cache
def _or_pass(dialect: str, table: type[Base]) -> Insert:
    return _into(dialect, table).on_conflict_do_nothing()


@cache
def _or_set(dialect: str, table: type[Base], columns: tuple[str, ...]) -> Insert:
    new = _into(dialect, table)
    values = {name: new.excluded[name] for name in columns}
    return new.on_conflict_do_update(index_elements=_key(table), set_=values)


@cache
def _or_add(dialect: str, table: type[Base], column: str) -> Insert:
    new = _into(dialect, table)
    total = table.__table__.c[column] + new.excluded[column]
    return new.on_conflict_do_update(index_elements=_key(table), set_={column: total})


def _into(dialect: str, table: type[Base]) -> Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _key(table: type[Base]) -> list[Any]:
    return [column.name for column in table.__table__.primary_key]
