"""The second wall on SQLite: what was read is looked at once more before anybody is answered."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import Select, Table, event, inspect, select, tuple_
from sqlalchemy.orm import Mapper, ORMExecuteState, Session

from server.core import criteria, guards
from server.core.guards import Guards
from server.core.problems import Problem

log = structlog.get_logger()

EXTENSION = "doorstep.egress"
CHUNK = 400
READ = "doorstep.read_keys"
IS_TWIN = "doorstep.is_twin"

Key = tuple[Any, ...]


class BeyondReach(Problem):
    code = "500.350"
    title = "查到了不属于您范围的内容，已经拦下，没有显示；请告诉管理员"


def install(app: Flask, guarded: Guards) -> None:
    """Tell the application which tables are guarded."""
    app.extensions[EXTENSION] = guarded


def begin(session: Session) -> None:
    """Note from here on which guarded rows are read."""
    session.info[READ] = defaultdict(set)


def note_columns(state: ORMExecuteState) -> None:
    """Note which guarded rows a statement reads of which it answers with columns alone.

    Whole rows are noted when they are loaded; of others the same statement, asked for their keys,
    says which they are.
    """
    statement = state.statement
    if READ not in state.session.info or not isinstance(statement, Select):
        return
    for entity, mapper in _parts(statement):
        read = _noted(state.session, mapper)
        if read is not None:
            keys = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
            twin = statement.with_only_columns(
                *(getattr(entity, key) for key in keys), maintain_column_froms=True
            ).group_by(None)
            is_twin = {IS_TWIN: True}
            found = state.session.execute(twin, state.parameters, execution_options=is_twin)
            read |= {tuple(row) for row in found if None not in row}


@event.listens_for(Session, "loaded_as_persistent")
def _note_row(session: Session, row: Any) -> None:
    if READ in session.info:
        state = inspect(row)
        read = _noted(session, state.mapper)
        if read is not None:
            read.add(state.identity)


def refuse_strays(session: Session) -> None:
    """Refuse to answer when a row beyond the caller's reach was read, and say so in the log."""
    for table, keys in session.info.pop(READ).items():
        ordered = sorted(keys)
        for start in range(0, len(ordered), CHUNK):
            chunk = ordered[start : start + CHUNK]
            if strays := set(chunk) - _reached(session, table, chunk):
                log.critical("beyond reach", table=table.name, rows=len(strays))
                raise BeyondReach


def forget(session: Session) -> None:
    """Drop what was noted of a transaction that is over."""
    session.info.pop(READ, None)


def _parts(statement: Select[Any]) -> Iterator[tuple[Any, Mapper[Any]]]:
    """Give the entities of which a statement answers with columns, each once."""
    told = [(d.get("entity"), d["expr"]) for d in statement.column_descriptions]
    for entity in {entity for entity, expr in told if entity is not None and expr is not entity}:
        yield entity, inspect(entity).mapper


def _noted(session: Session, mapper: Mapper[Any]) -> set[Key] | None:
    """Return the keys that were read of a table; None where nothing guards it."""
    guarded: Guards = current_app.extensions[EXTENSION]
    table = mapper.local_table
    read: dict[Any, set[Key]] = session.info[READ]
    return read[table] if table.description in guarded else None


def _reached(session: Session, table: Table, keys: Sequence[Key]) -> set[Key]:
    key = table.primary_key.columns.values()
    guarded: Guards = current_app.extensions[EXTENSION]
    reached = guards.condition(guarded, table.c, guarded[table.name], criteria.within("sqlite"))
    found = session.execute(select(*key).where(tuple_(*key).in_(keys), reached))
    return {tuple(row) for row in found}
