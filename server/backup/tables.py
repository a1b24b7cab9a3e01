"""Copy every table from one database into another: the one form that fits SQLite and PostgreSQL."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Insert,
    MetaData,
    String,
    Table,
    bindparam,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeEngine

from server.core.db import db

ROWS_AT_ONCE = 1_000
# Alembic's own table: it says which form the others have.
VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def copy(source: Connection, target: Connection) -> dict[str, int]:
    """Make the tables in `target` and fill them; return how many rows each has in `source`.

    Both connections are in a transaction: `source` sees one moment, `target` gets all or nothing.
    """
    for table in all_tables():
        table.create(target, checkfirst=True)
        for rows in _batches(source, table):
            target.execute(_insert(table), rows)
        _go_on_counting(target, table)
    return {table.name: _count(source, table) for table in all_tables()}


def all_tables() -> list[Table]:
    """Return every table, those that others refer to first."""
    return [VERSION, *db.metadata.sorted_tables]


def is_filled(connection: Connection) -> bool:
    """Return whether any row stands in any of our tables."""
    there = set(inspect(connection).get_table_names())
    return any(table.name in there and _count(connection, table) for table in all_tables())


def revision(connection: Connection) -> str | None:
    """Return which form the tables have; None where that was never written down."""
    if not inspect(connection).has_table(VERSION.name):
        return None
    return connection.scalar(select(VERSION.c.version_num))


def _batches(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    found = source.execute(select(table), execution_options={"yield_per": ROWS_AT_ONCE})
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]


def _insert(table: Table) -> Insert:
    values = {column.name: bindparam(column.name, type_=_kept(column.type)) for column in table.c}
    # The feed is among the tables: what is copied is published already.
    return insert(table).values(values).execution_options(publishes=True)


def _kept(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """Have a NULL in a JSON column stay one, and not turn into JSON's null."""
    return JSON(none_as_null=True) if isinstance(kind, JSON) else kind


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _go_on_counting(target: Connection, table: Table) -> None:
    """Have PostgreSQL give the next row a number that no copied row has."""
    column = table.autoincrement_column
    if column is None or target.dialect.name != "postgresql":
        return
    highest = target.scalar(select(func.max(column)))
    if highest is not None:
        sequence = text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)")
        parameters = {"table": table.name, "column": column.name, "highest": highest}
        target.execute(sequence, parameters)
