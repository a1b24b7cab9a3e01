"""The first wall: every query of the ORM asks for rows within the caller's reach alone.

Only the guarded tables that a statement itself answers with are asked about, so a statement costs
what it cost before unless it reads what is guarded and its caller is bound to a branch.
"""

import json
from collections.abc import Iterable
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ARRAY, ColumnElement, String, any_, bindparam, func, select
from sqlalchemy.orm import Mapper, ORMExecuteState, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from server.core import guards, reach
from server.core.db import db, dialect_of
from server.core.guards import Guards

EXTENSION = "doorstep.criteria"


class Criteria:
    """What is added to a statement for each guarded table, made once for each kind of database."""

    def __init__(self, guarded: Guards) -> None:
        self._guarded = guarded
        self._made: dict[tuple[str, Mapper[Any]], ExecutableOption | None] = {}

    def of(self, dialect: str, mapper: Mapper[Any]) -> ExecutableOption | None:
        """Return what is added for a table, None where nothing guards it."""
        key = dialect, mapper
        if key not in self._made:
            self._made[key] = self._make(dialect, mapper)
        return self._made[key]

    def _make(self, dialect: str, mapper: Mapper[Any]) -> ExecutableOption | None:
        table = mapper.local_table
        name = str(table.description)
        if name not in self._guarded:
            return None
        reached = guards.condition(self._guarded, table.c, self._guarded[name], within(dialect))
        return with_loader_criteria(mapper, reached, include_aliases=True)


def install(app: Flask, guarded: Guards) -> None:
    """Tell the application which tables are guarded."""
    app.extensions[EXTENSION] = Criteria(guarded)


def within(dialect: str) -> guards.Within:
    """Return how a statement asks whether a mark is one of the reach."""
    return _is_in_array if dialect == "postgresql" else _is_in_json


# The value is looked up when a statement runs, so that all callers share one prepared text.
def _is_in_array(mark: ColumnElement[str]) -> ColumnElement[bool]:
    marks = bindparam("reach", callable_=_marks, type_=ARRAY(String), unique=True)
    return mark == any_(marks)


def _is_in_json(mark: ColumnElement[str]) -> ColumnElement[bool]:
    told = bindparam("reach", callable_=lambda: json.dumps(_marks()), type_=String, unique=True)
    return mark.in_(select(func.json_each(told).table_valued("value").c.value))


def _marks() -> list[str]:
    return sorted(reach.held(db.session()) or reach.NOTHING)


def add(state: ORMExecuteState, mappers: Iterable[Mapper[Any]]) -> None:
    """Add to a statement the criteria of the guarded tables among those that it answers with."""
    criteria: Criteria = current_app.extensions[EXTENSION]
    dialect = dialect_of(state.session)
    wanted = (criteria.of(dialect, mapper) for mapper in mappers)
    if options := [option for option in wanted if option is not None]:
        state.statement = state.statement.options(*options)
