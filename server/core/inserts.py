"""Inserts of new rows, and of rows that may be there already, which both databases spell their way.

They are made once: building such a statement costs more than the row that it writes. They go to the
table, past the ORM, which would take each row apart and put it together again.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import JSON, Table, bindparam, column, func, select, sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.core.db import Base, dialect_of

Insert = postgresql.Insert | sqlite.Insert


def add_all(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert new rows, all with the same columns, by one statement."""
    if rows:
        session.execute(_plain(table), rows)


def or_pass(session: Session, table: type[Base]) -> Insert:
    """Return an insert that passes over rows which are there already."""
    return _or_pass(dialect_of(session), table)


def or_set(session: Session, table: type[Base], *columns: str) -> Insert:
    """Return an insert that gives a row which is there already the new values of these columns."""
    return _or_set(dialect_of(session), table, columns)


def set_all(
    session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]], *columns: str
) -> None:
    """Insert rows of texts, numbers and JSON that is not null, all with the same columns.

    No two have one key; a row which is there already gets the new values of `columns`. PostgreSQL
    takes all of them in one statement, as a JSON text: sent one by one they cost it and us more
    than twice as much.
    """
    if not rows:
        return
    if dialect_of(session) != "postgresql":
        session.execute(or_set(session, table, *columns), rows)
    else:
        session.execute(_set_all(table, tuple(rows[0]), columns), {"rows": rows})


def or_add(session: Session, table: type[Base], column: str) -> Insert:
    """Return an insert that adds its number to that of a row which is there already."""
    return _or_add(dialect_of(session), table, column)


@cache
def _plain(table: type[Base]) -> sql.Insert:
    return sql.insert(_table(table))


@cache
def _or_pass(dialect: str, table: type[Base]) -> Insert:
    return _into(dialect, table).on_conflict_do_nothing()


@cache
def _or_set(dialect: str, table: type[Base], columns: tuple[str, ...]) -> Insert:
    new = _into(dialect, table)
    values = {name: new.excluded[name] for name in columns}
    return new.on_conflict_do_update(index_elements=_key(table), set_=values)


@cache
def _set_all(table: type[Base], names: tuple[str, ...], columns: tuple[str, ...]) -> Insert:
    into = _table(table)
    told = [column(name, into.c[name].type) for name in names]
    rows = func.json_to_recordset(bindparam("rows", type_=JSON)).table_valued(*told)
    come = select(rows.render_derived(with_types=True))
    new = postgresql.insert(into).from_select(names, come)
    values = {name: new.excluded[name] for name in columns}
    return new.on_conflict_do_update(index_elements=_key(table), set_=values)


@cache
def _or_add(dialect: str, table: type[Base], column: str) -> Insert:
    new = _into(dialect, table)
    total = _table(table).c[column] + new.excluded[column]
    return new.on_conflict_do_update(index_elements=_key(table), set_={column: total})


def _into(dialect: str, table: type[Base]) -> Insert:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return make(_table(table))


def _key(table: type[Base]) -> list[Any]:
    return [column.name for column in _table(table).primary_key]


def _table(table: type[Base]) -> Table:
    found = table.__table__
    assert isinstance(found, Table)
    return found
