"""The second wall on PostgreSQL: row-level security, asked by the database itself.

A bounded transaction reads as a role that owns nothing and may read alone. For every other role
the policies let everything through.
"""

from collections.abc import Collection, Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Dialect, String, any_, literal_column, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.core import guards
from server.core.db import Base
from server.core.guards import Guards
from server.core.problems import Problem
from server.core.reach import Reach

READER = "doorstep_reader"
MARKS = "doorstep.reach"
# Missing or empty, it reaches nothing. The sub-select is worked out once for a statement.
HELD = f"(SELECT string_to_array(current_setting('{MARKS}', true), ' '))::text[]"
# A policy for the reader would bind whoever may become it as well, the service itself among them.
IS_ANOTHER = f"(SELECT current_user <> '{READER}')"
OURS = """SELECT tablename, policyname FROM pg_policies
 WHERE schemaname = current_schema() AND policyname LIKE 'reach\\_%'"""
# Roles belong to the whole server: another database, or another worker, may be making it.
MADE_ROLE = f"""DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{READER}') THEN
    CREATE ROLE {READER} NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$"""
# Who made a role is a member that may not become it (PostgreSQL 16): trying is the one sure way.
TAKEN = f"SELECT set_config('role', '{READER}', true), set_config('role', 'none', true)"
TAKEN_ROLE = f"""DO $$ BEGIN
  PERFORM set_config('role', '{READER}', true), set_config('role', 'none', true);
EXCEPTION WHEN insufficient_privilege THEN GRANT {READER} TO CURRENT_USER;
END $$"""
LEFT_OPEN = """SELECT count(*) FROM unnest(CAST(:names AS text[])) AS name
 JOIN pg_class ON oid = to_regclass(name)
 WHERE (name = ANY(CAST(:guarded AS text[])) AND NOT relrowsecurity)
 OR NOT has_table_privilege(:reader, oid, 'SELECT')"""
NO_PRIVILEGE = "42501"


class MayMakeNoRole(Problem):
    code = "503.350"
    title = (
        "数据库用户没有建角色的权限，范围防线没有建成。请数据库管理员先执行："
        f"CREATE ROLE {READER} NOLOGIN; GRANT {READER} TO 用户; 再重新运行"
    )


def take_reader(session: Session, marks: Reach) -> None:
    """Read as the bounded role until the transaction ends."""
    taken = "SELECT set_config(:setting, :marks, true), set_config('role', :role, true)"
    told = {"setting": MARKS, "marks": " ".join(sorted(marks)), "role": READER}
    session.connection().execute(text(taken), told)


def build(connection: Connection, guarded: Guards, legible: Collection[str]) -> None:
    """Put the wall up as it is told here, unless it stands so already."""
    if stands(connection, guarded, legible):
        return
    _have_reader(connection)
    take_down(connection)
    policy = _name(guarded, legible, connection.dialect)
    for statement in _statements(guarded, legible, connection.dialect, policy):
        connection.exec_driver_sql(statement)


def take_down(connection: Connection) -> None:
    """Take the policies away; row security stays on, so that nobody who is bound reads a row."""
    for table, policy in connection.execute(text(OURS)).all():
        connection.exec_driver_sql(f"DROP POLICY {policy} ON {table}")


def stands(connection: Connection, guarded: Guards, legible: Collection[str]) -> bool:
    """Return whether the wall stands in this database as it is told here."""
    policy = _name(guarded, legible, connection.dialect)
    found = {(table, policy) for table, policy in connection.execute(text(OURS))}
    if not {(name, policy) for name in guarded} <= found:
        return False
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(TAKEN)
            told = {"names": [*guarded, *legible], "guarded": [*guarded], "reader": READER}
            return bool(connection.scalar(text(LEFT_OPEN), told) == 0)
    except DBAPIError:
        return False


def _have_reader(connection: Connection) -> None:
    try:
        for statement in (MADE_ROLE, TAKEN_ROLE):
            connection.exec_driver_sql(statement)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == NO_PRIVILEGE:
            raise MayMakeNoRole from error
        raise


def _name(guarded: Guards, legible: Collection[str], dialect: Dialect) -> str:
    """Return the name of the policies, which tells one telling of the wall from another."""
    told = "\n".join(_statements(guarded, legible, dialect, "reach"))
    return f"reach_{sha256(told.encode()).hexdigest()[:8]}"


def _statements(
    guarded: Guards, legible: Collection[str], dialect: Dialect, policy: str
) -> Iterator[str]:
    for name in sorted(guarded):
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
        reached = f"{IS_ANOTHER} OR {_reached(guarded, name, dialect)}"
        yield f"CREATE POLICY {policy} ON {name} USING ({reached}) WITH CHECK (true)"
    for name in sorted({*guarded, *legible}):
        yield f"GRANT SELECT ON {name} TO {READER}"


def _reached(guarded: Guards, name: str, dialect: Dialect) -> str:
    names = [column.name for column in Base.metadata.tables[name].columns]
    columns: dict[str, ColumnElement[Any]] = {n: literal_column(f"{name}.{n}") for n in names}
    reached = guards.condition(guarded, columns, guarded[name], _is_held)
    return str(reached.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _is_held(mark: ColumnElement[str]) -> ColumnElement[bool]:
    return mark == any_(literal_column(HELD, String))
