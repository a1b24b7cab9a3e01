"""Guards: what has to hold between a row and a reach for the row to be read by it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, literal, or_, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from server.core.db import Base

# Whether a mark is one of the reach, as the asking database puts it.
Within = Callable[[ColumnElement[str]], ColumnElement[bool]]


@dataclass(frozen=True)
class Guard:
    """A row is reached when any of these ways leads to it.

    `feed` names its table in the feed: it stands in a scope of the reach. `branch` and `person`
    name columns: it is of a branch, or of a person. `about` names a column with the id of a row of
    any table: it is reached when that is in the feed. With its `parent` it is reached when that is.
    `child` names another table and its column that refers to the row: it is reached by a reached
    row of that.
    """

    feed: str = ""
    branch: str = ""
    person: str = ""
    about: str = ""
    parent: "Parent | None" = None
    child: tuple[str, str] | None = None


@dataclass(frozen=True)
class Parent:
    """The column that refers to another row, its table, and by what that is reached.

    Without a guard it is reached by that of its table.
    """

    column: str
    table: str
    guard: Guard | None = None


Guards = Mapping[str, Guard]
Columns = Mapping[str, ColumnElement[Any]] | ReadOnlyColumnCollection[str, Any]


def condition(
    guards: Guards, columns: Columns, guard: Guard, within: Within
) -> ColumnElement[bool]:
    """Return the condition under which a row, by its columns, is reached past a guard."""
    ways = list[ColumnElement[bool]]()
    if guard.feed:
        ways.append(_stands([guard.feed], columns["id"], within))
    if guard.branch:
        ways.append(within(literal("branch:").concat(columns[guard.branch])))
    if guard.person:
        ways.append(within(literal("officer:").concat(columns[guard.person])))
    if guard.about:
        fed = sorted(other.feed for other in guards.values() if other.feed)
        ways.append(_stands(fed, columns[guard.about], within))
    if guard.parent:
        ways.append(_is_reached(guards, columns[guard.parent.column], guard.parent, within))
    if guard.child:
        ways.append(_is_referred_to(guards, columns["id"], *guard.child, within))
    return or_(*ways)


def _stands(
    tables: Sequence[str], row_id: ColumnElement[Any], within: Within
) -> ColumnElement[bool]:
    feed = _table("sync_feed").alias()
    named = or_(*(feed.c.tbl == table for table in tables))
    here = (named, feed.c.row_id == row_id, feed.c.op == "put")
    found = select(feed.c.seq).where(*here, within(feed.c.scope_id))
    return found.correlate_except(feed).exists()


def _is_reached(
    guards: Guards, key: ColumnElement[Any], parent: Parent, within: Within
) -> ColumnElement[bool]:
    there = _table(parent.table).alias()
    (key_there,) = there.primary_key
    guard = parent.guard or guards[parent.table]
    found = select(key_there).where(key_there == key, condition(guards, there.c, guard, within))
    return found.correlate_except(there).exists()


def _is_referred_to(
    guards: Guards, key: ColumnElement[Any], name: str, column: str, within: Within
) -> ColumnElement[bool]:
    there = _table(name).alias()
    reached = condition(guards, there.c, guards[name], within)
    found = select(there.c.id).where(there.c[column] == key, reached)
    return found.correlate_except(there).exists()


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
