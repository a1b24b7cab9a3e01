"""The second wall on PostgreSQL: row-level security, asked by the database itself.

A bounded transaction reads as a role that owns nothing and may read alone. For every other role
the policies let everything through.
"""

from collections.abc import Collection, Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Dialect, String, any_, literal_column, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from server.core import guards
from server.core.db import Base
from server.core.guards import Guards
from server.core.reach import Reach

READER = "doorstep_reader"
MARKS = "doorstep.reach"
# Missing or empty, it reaches nothing. The sub-select is worked out once for a statement.
DIALECT: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
HELD = f"(SELECT string_to_array(current_setting('{MARKS}', true), ' '))::text[]"


OURS = """SELECT tablename, policyname FROM pg_policies
 WHERE schemaname = current_schema() AND policyname LIKE 'reach\\_%'"""
# Roles belong to the whole server: another database, or another worker, may have made it.
NEEDED_ROLE = f"""DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{READER}') THEN
    CREATE ROLE {READER} NOLOGIN;
  END IF;
  IF NOT pg_has_role(current_user, '{READER}', 'MEMBER') THEN
    GRANT {READER} TO CURRENT_USER;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$"""


def take_reader(session: Session, marks: Reach) -> None:
    """Read as the bounded role until the transaction ends."""
    taken = "SELECT set_config(:setting, :marks, true), set_config('role', :role, true)"
    told = {"setting": MARKS, "marks": " ".join(sorted(marks)), "role": READER}
    session.connection().execute(text(taken), told)


def build(connection: Connection, guarded: Guards, legible: Collection[str]) -> None:
    """Put the wall up as it is told here, unless it stands so already."""
    if stands(connection, guarded, legible):
        return
    connection.exec_driver_sql(NEEDED_ROLE)
    take_down(connection)
    for statement in _statements(guarded, legible):
        connection.exec_driver_sql(statement)


def take_down(connection: Connection) -> None:
    """Take the policies away; row security stays on, so that nobody who is bound reads a row."""
    for table, policy in connection.execute(text(OURS)).all():
        connection.exec_driver_sql(f"DROP POLICY {policy} ON {table}")


def stands(connection: Connection, guarded: Guards, legible: Collection[str]) -> bool:
    """Return whether the wall stands in this database as it is told here."""
    wanted = {(name, _name(guarded, legible)) for name in guarded}
    found = {(table, policy) for table, policy in connection.execute(text(OURS))}
    return wanted <= found


def _name(guarded: Guards, legible: Collection[str]) -> str:
    """Return the name of the policies, which tells one telling of the wall from another."""
    told = "\n".join([*map(repr, sorted(guarded.items())), *sorted(legible)])
    return f"reach_{sha256(told.encode()).hexdigest()[:8]}"


def _statements(guarded: Guards, legible: Collection[str]) -> Iterator[str]:
    policy = _name(guarded, legible)
    for name in sorted(guarded):
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY reach_all ON {name} USING (true) WITH CHECK (true)"
        reached = _reached(guarded, name)
        yield f"CREATE POLICY {policy} ON {name} AS RESTRICTIVE TO {READER} USING ({reached})"
    for name in sorted({*guarded, *legible}):
        yield f"GRANT SELECT ON {name} TO {READER}"


def _reached(guarded: Guards, name: str) -> str:
    names = [column.name for column in Base.metadata.tables[name].columns]
    columns: dict[str, ColumnElement[Any]] = {n: literal_column(f"{name}.{n}") for n in names}
    reached = guards.condition(guarded, columns, guarded[name], _is_held)
    return str(reached.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))


def _is_held(mark: ColumnElement[str]) -> ColumnElement[bool]:
    return mark == any_(literal_column(HELD, String))
