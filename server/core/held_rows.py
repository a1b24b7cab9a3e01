"""Hold rows, and write those that changed by one statement for all that changed alike.

The ORM writes rows that bear a version one by one, to see that each was found as it had been read.
Rows that were foreseen as they are now and held (`known.foresee(locked=True)`) can be no other.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, Update, bindparam, event, inspect, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history, set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from server.core import known, replication
from server.core.db import Base
from server.core.replication import Replicated

Alike = tuple[type[Replicated], tuple[str, ...]]


def hold(session: Session, row: Base, *, key_share: bool = False) -> None:
    """Have a row be as it now is, held until the end; `key_share`: others may refer to it."""
    # To refresh a row is to forget what was changed of it and not written.
    session.flush()
    session.refresh(row, with_for_update={"key_share": key_share})


# Registered behind what `replication` and `changes` note of a flush: they read what changed.
@event.listens_for(Session, "before_flush")
def _write_held(session: Session, *_: Any) -> None:
    for (model, names), rows in _alike(session).items():
        if len(rows) > 1:
            _write(session, model, names, sorted(rows, key=lambda row: row.id))


def _alike(session: Session) -> Mapping[Alike, Sequence[Replicated]]:
    """Return the held rows that changed, by table and by what changed of them."""
    found: dict[Alike, list[Replicated]] = defaultdict(list)
    for row in session.dirty:
        is_versioned = isinstance(row, Base) and isinstance(row, Replicated)
        if is_versioned and known.is_locked(session, row):
            told = sorted(inspect(row).committed_state)
            names = tuple(name for name in told if get_history(row, name).has_changes())
            if names:
                found[type(row), names].append(row)
    return found


def _write(
    session: Session, model: type[Replicated], names: tuple[str, ...], rows: Sequence[Replicated]
) -> None:
    told = [
        {
            "which": row.id,
            "old_ver": row.row_ver,
            "new_row_ver": row.row_ver + 1,
            **{f"new_{name}": getattr(row, name) for name in names},
        }
        for row in rows
    ]
    written = session.connection().execute(_writing(inspect(model).local_table, names), told)
    if written.rowcount != len(rows):
        raise StaleDataError(f"{written.rowcount} of {len(rows)} held rows were found")
    for row in rows:
        for name in names:
            set_committed_value(row, name, getattr(row, name))
        set_committed_value(row, "row_ver", row.row_ver + 1)
        replication.note_change(session, row)


@cache
def _writing(table: Table, names: tuple[str, ...]) -> Update:
    columns = table.c
    new: dict[Any, Any] = {columns[name]: bindparam(f"new_{name}") for name in (*names, "row_ver")}
    return (
        update(table)
        .where(columns["id"] == bindparam("which"), columns["row_ver"] == bindparam("old_ver"))
        .values(new)
    )
