"""The second wall on SQLite: what was read is looked at once more before anybody is answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import Select, Table, event, inspect
from sqlalchemy.orm import Mapper, ORMExecuteState, Session

from server.core import reach, strays
from server.core.guards import Guards
from server.core.problems import Problem
from server.core.strays import Key, Row

log = structlog.get_logger()

EXTENSION = "doorstep.egress"
READ = "doorstep.read_keys"
IS_TWIN = "doorstep.is_twin"


class BeyondReach(Problem):
    code = "500.350"
    title = "查到了不属于您范围的内容，已经拦下，没有显示；请告诉管理员"


def install(app: Flask, guarded: Guards) -> None:
    """Tell the application which tables are guarded."""
    app.extensions[EXTENSION] = guarded


def begin(session: Session) -> None:
    """Note from here on which guarded rows are read."""
    session.info[READ] = defaultdict(set)


def note_columns(state: ORMExecuteState, in_part: Iterable[tuple[Any, Mapper[Any]]]) -> None:
    """Note which guarded rows a statement reads of the entities that it answers with in part.

    Whole rows are noted when they are loaded; of others the same statement, asked for their keys,
    says which they are.
    """
    statement = state.statement
    if READ not in state.session.info or not isinstance(statement, Select):
        return
    for entity, mapper in in_part:
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
    guarded: Guards = current_app.extensions[EXTENSION]
    for table, keys in session.info.pop(READ).items():
        if found := strays.among(session, guarded, table, keys):
            log.critical("beyond reach", table=table.name, rows=len(found))
            raise BeyondReach


Records = Mapping[Table, Collection[Key]]


def records_read(session: Session, allowed: Collection[Row]) -> Records:
    """Return which records were read by now, save those that are allowed.

    Records are what stands in the feed by itself; the standing of people is read with each of them.
    """
    guarded: Guards = current_app.extensions[EXTENSION]
    read: Records = session.info.get(READ, {})
    found = {
        table: {key for key in keys if (table.name, key) not in allowed}
        for table, keys in read.items()
        if guarded[table.name].feed
    }
    return {table: keys for table, keys in found.items() if keys}


def are_strays(session: Session, records: Records, marks: reach.Reach) -> bool:
    """Return whether some of these records are beyond a reach, and say so in the log."""
    guarded: Guards = current_app.extensions[EXTENSION]
    with reach.held_to(session, marks):
        for table, keys in records.items():
            if strays.among(session, guarded, table, keys):
                log.critical("answer beyond reach", table=table.name)
                return True
    return False


def forget(session: Session) -> None:
    """Drop what was noted of a transaction that is over."""
    session.info.pop(READ, None)


def _noted(session: Session, mapper: Mapper[Any]) -> set[Key] | None:
    """Return the keys that were read of a table; None where nothing guards it."""
    guarded: Guards = current_app.extensions[EXTENSION]
    table = mapper.local_table
    read: dict[Any, set[Key]] = session.info[READ]
    return read[table] if table.description in guarded else None
