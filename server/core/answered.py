"""What of the mapped tables a statement answers with; looked up once for those made once."""

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Executable, Select, inspect
from sqlalchemy.orm import Mapper, ORMExecuteState


@dataclass(frozen=True)
class Answered:
    """All mappers of a statement, and the entities of which it answers with columns alone."""

    mappers: tuple[Mapper[Any], ...]
    in_part: tuple[tuple[Any, Mapper[Any]], ...]


_KNOWN: WeakKeyDictionary[Executable, Answered] = WeakKeyDictionary()


def by(state: ORMExecuteState) -> Answered:
    """Return what the statement that is about to run answers with."""
    found = _KNOWN.get(state.statement)
    if found is None:
        found = _KNOWN[state.statement] = _look(state)
    return found


def _look(state: ORMExecuteState) -> Answered:
    statement = state.statement
    if not isinstance(statement, Select):
        return Answered(tuple(state.all_mappers), ())
    told = [(d.get("entity"), d["expr"]) for d in statement.column_descriptions]
    whole_or_in_part = {one: inspect(one).mapper for one, _ in told if one is not None}
    in_part = dict.fromkeys(one for one, expr in told if one is not None and expr is not one)
    return Answered(
        tuple(dict.fromkeys(whole_or_in_part.values())),
        tuple((entity, whole_or_in_part[entity]) for entity in in_part),
    )
