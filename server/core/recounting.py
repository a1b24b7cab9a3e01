"""Recount every scope from the business tables, and say where the feed tells it differently."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core import replication
from server.core.feed import FeedEntry, RowChange, Scope
from server.core.replication import Replica, Replicated
from sync.digest import MODULUS, row_digest

CHUNK = 2000


@dataclass(frozen=True)
class Misplaced:
    """A row whose feed does not say where it stands; `change` would put it right."""

    change: RowChange
    scopes: frozenset[str]


@dataclass(frozen=True)
class Count:
    """How many rows stand in a scope, and their digest."""

    n_rows: int
    digest: str


@dataclass(frozen=True)
class Miscounted:
    """A scope whose counter says something else than the rows do."""

    scope: str
    counted: Count
    told: Count


@dataclass
class Report:
    """What a recount found; all is well when both lists are empty."""

    rows: int = 0
    misplaced: list[Misplaced] = field(default_factory=list)
    miscounted: list[Miscounted] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Return whether tables, feed and counters agree."""
        return not self.misplaced and not self.miscounted


Tally = dict[str, list[int]]


def recount(session: Session) -> Report:
    """Compare membership, count and digest of every scope with the business tables."""
    report, tally = Report(), defaultdict[str, list[int]](lambda: [0, 0])
    for replica in replication.replicas().values():
        for rows, entries in _stretches(session, replica):
            _compare(replica, rows, entries, report, tally)
    report.miscounted = list(_miscounted(session, tally))
    return report


Entries = dict[str, dict[str, int]]


def _stretches(
    session: Session, replica: Replica
) -> Iterator[tuple[dict[str, Replicated], Entries]]:
    """Yield stretch by stretch of a table's ids: the rows, and what the feed says of them."""
    model, last = replica.model, ""
    while True:
        found = session.scalars(
            select(model).where(model.id > last).order_by(model.id).limit(CHUNK)
        ).all()
        end = found[-1].id if len(found) == CHUNK else None
        yield {row.id: row for row in found}, _entries(session, _between(replica, last, end))
        session.expunge_all()
        if end is None:
            return
        last = end


def _between(replica: Replica, last: str, end: str | None) -> Select[*tuple[Any, ...]]:
    told = select(FeedEntry.row_id, FeedEntry.scope_id, FeedEntry.row_ver)
    told = told.where(FeedEntry.tbl == replica.table, FeedEntry.op == "put")
    told = told.where(FeedEntry.row_id > last)
    return told if end is None else told.where(FeedEntry.row_id <= end)


def _entries(session: Session, told: Select[*tuple[Any, ...]]) -> Entries:
    entries: Entries = defaultdict(dict)
    for row_id, scope, ver in session.execute(told):
        entries[row_id][scope] = ver
    return entries


def _compare(
    replica: Replica,
    rows: dict[str, Replicated],
    entries: Entries,
    report: Report,
    tally: Tally,
) -> None:
    report.rows += len(rows)
    for row_id in rows.keys() | entries.keys():
        told = entries.get(row_id, {})
        change = change_of(replica, rows.get(row_id), row_id, told)
        for scope in change.scopes:
            tally[scope][0] += 1
            tally[scope][1] += row_digest(replica.table, row_id, change.ver)
        if told != dict.fromkeys(change.scopes, change.ver):
            report.misplaced.append(Misplaced(change, change.scopes ^ told.keys() or change.scopes))


def change_of(
    replica: Replica, row: Replicated | None, row_id: str, told: dict[str, int]
) -> RowChange:
    """Return where a row stands by its own table; a row that is gone stands nowhere."""
    if row is None:
        return RowChange(replica.table, row_id, max(told.values(), default=0) + 1, frozenset())
    return RowChange(replica.table, row_id, row.row_ver, replica.scopes(row))


def _miscounted(session: Session, tally: Tally) -> Iterator[Miscounted]:
    told = {
        scope: Count(n_rows, digest)
        for scope, n_rows, digest in session.execute(select(Scope.id, Scope.n_rows, Scope.digest))
    }
    for scope in sorted(tally.keys() | told.keys()):
        n_rows, digest = tally.get(scope, (0, 0))
        counted = Count(n_rows, f"{digest % MODULUS:016x}")
        found = told.get(scope, Count(0, f"{0:016x}"))
        if counted != found:
            yield Miscounted(scope, counted, found)
