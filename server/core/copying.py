"""Many rows of one table go to PostgreSQL by COPY, which costs both sides less than half.

An insert that says more than which columns get what (RETURNING, ON CONFLICT, a default worked out
by the database) runs as it is. So does every other where this user does not own the tables, and is
therefore bound by row-level security: then the database refuses COPY.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExecutionContext

# As SQLAlchemy writes it for psycopg: each value is a parameter with its type.
PLAIN = re.compile(r"INSERT INTO (?P<into>\S+ \([^()]+\)) VALUES \((?P<values>.+)\)", re.DOTALL)
VALUE = re.compile(r"%\((\w+)\)s(?:::[A-Z ]+(?:\(\d+\))?)?")
BOUND = "SELECT bool_or(row_security_active(oid)) FROM pg_class WHERE relrowsecurity"
IS_BOUND = "doorstep.is_bound_by_row_security"


class Copy(NamedTuple):
    """A COPY, and the parameters of the insert that it stands for, in the order of its columns."""

    statement: str
    names: Sequence[str]


@event.listens_for(Engine, "do_executemany")
def _copy(
    cursor: Any, statement: str, rows: Sequence[Mapping[str, Any]], context: ExecutionContext
) -> bool:
    """Write the rows by COPY where that says the same; return whether it was done."""
    if context.dialect.name != "postgresql":
        return False
    copy = copy_of(statement)
    if copy is None or _is_bound(cursor, context):
        return False
    with cursor.copy(copy.statement) as writing:
        for row in rows:
            writing.write_row([row[name] for name in copy.names])
    return True


@cache
def copy_of(statement: str) -> Copy | None:
    """Return the COPY that writes what a plain insert writes; None: there is none."""
    plain = PLAIN.fullmatch(statement)
    if plain is None:
        return None
    values = [VALUE.fullmatch(value) for value in plain["values"].split(", ")]
    if not all(values):
        return None
    return Copy(f"COPY {plain['into']} FROM STDIN", [value[1] for value in values if value])


def _is_bound(cursor: Any, context: ExecutionContext) -> bool:
    """Say whether row-level security binds this connection's user; asked once a connection."""
    told = context.root_connection.info
    if IS_BOUND not in told:
        told[IS_BOUND] = bool(cursor.connection.execute(BOUND).fetchone()[0])
    return bool(told[IS_BOUND])
