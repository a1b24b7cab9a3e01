"""Keep the tallies true: move them with each change, and prove them equal to the visits."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, select, text  # noqa: TID251 - it locks a table and reads nothing
from sqlalchemy.orm import Session

from server.core import hooks, inserts
from server.core.db import Base, dialect_of
from server.features.reports.cells import PERSON, PLACE, PROBLEM, Cell, cells_of
from server.features.reports.models import PersonTally, PlaceTally, ProblemTally, TalliedVisit
from server.features.visits import queries as visits

CHUNK = 400
# In this order all writers take hold of them.
TABLES: Mapping[str, type[Base]] = {
    PLACE: PlaceTally,
    PERSON: PersonTally,
    PROBLEM: ProblemTally,
}


TALLIED = select(TalliedVisit.visit_id, TalliedVisit.cells).where(
    TalliedVisit.visit_id.in_(bindparam("visits", expanding=True))
)
TALLIED_HELD = TALLIED.order_by(TalliedVisit.visit_id).with_for_update()


@dataclass(frozen=True)
class Report:
    """How many visits were counted, and how many cells and visits the tallies tell otherwise."""

    visits: int
    wrong_cells: int
    wrong_visits: int

    @property
    def is_well(self) -> bool:
        """Return whether the tallies say what the visits say."""
        return not self.wrong_cells and not self.wrong_visits


def tally_at_the_end(session: Session, visit_ids: Collection[str]) -> None:
    """Count these visits anew once the transaction has done all to them."""
    hooks.owe(session, tally_visits, visit_ids)


def tally_visits(session: Session, visit_ids: Collection[str]) -> None:
    """Have the tallies count these visits as they now stand: O(what changed)."""
    session.flush()
    for ids in _parts(sorted(visit_ids)):
        now = _now(session, ids)
        # Held, so that two who change one visit move the tallies one after the other.
        held = _held(session, ids, locked=True)
        moves: Counter[Cell] = Counter()
        for visit_id in ids:
            moves.update(now[visit_id])
            moves.subtract(held[visit_id])
        _move(session, moves)
        _remember(session, {one: now[one] for one in ids if now[one] != held[one]})


def is_new(session: Session) -> bool:
    """Return whether there are visits of which the tallies never heard."""
    if session.scalar(select(TalliedVisit.visit_id).limit(1)) is not None:
        return False
    return visits.count(session) > 0


def recount(session: Session) -> Report:
    """Compare every cell, and what is remembered of every visit, with the visits themselves."""
    cells: Counter[Cell] = Counter()
    wrong_visits = n_visits = 0
    for now, held in _everything(session):
        n_visits += len(now)
        wrong_visits += sum(now[one] != held[one] for one in now.keys() | held.keys())
        cells.update(sum_of(now.values()))
    told = _told(session)
    wrong_cells = sum(cells[cell] != told[cell] for cell in cells.keys() | told.keys())
    return Report(n_visits, wrong_cells, wrong_visits)


def rewrite(session: Session) -> None:
    """Count everything anew, whatever the tallies said."""
    if dialect_of(session) == "postgresql":
        # Who changes a visit meanwhile waits here, and finds the new tallies.
        session.execute(text("LOCK TABLE tally_visit IN EXCLUSIVE MODE"))
    session.execute(delete(TalliedVisit))
    for table in TABLES.values():
        session.execute(delete(table))
    for now, _ in _everything(session):
        _move(session, sum_of(now.values()))
        _remember(session, now)


def sum_of(counted: Iterable[Counter[Cell]]) -> Counter[Cell]:
    """Return what several visits count together."""
    total: Counter[Cell] = Counter()
    for cells in counted:
        total.update(cells)
    return total


Counted = dict[str, Counter[Cell]]


def _everything(session: Session) -> Iterator[tuple[Counted, Counted]]:
    """Yield stretch by stretch of ids what visits count for, and what is remembered of them."""
    last = ""
    while True:
        ids = visits.ids_after(session, last, CHUNK)
        end = ids[-1] if len(ids) == CHUNK else None
        between = select(TalliedVisit).where(TalliedVisit.visit_id > last)
        if end is not None:
            between = between.where(TalliedVisit.visit_id <= end)
        held = {row.visit_id: _counted(row.cells) for row in session.scalars(between)}
        yield _now(session, ids), defaultdict(Counter, held)
        session.expunge_all()
        if end is None:
            return
        last = end


def _now(session: Session, ids: Sequence[str]) -> Counted:
    found = visits.findings_of_visits(session, ids)
    now = {
        visit.id: cells_of(visit, found.get(visit.id, ())) for visit in visits.visits(session, ids)
    }
    return defaultdict(Counter, now)


def _held(session: Session, ids: Sequence[str], *, locked: bool) -> Counted:
    rows = session.execute(TALLIED_HELD if locked else TALLIED, {"visits": ids})
    return defaultdict(Counter, {one: _counted(cells) for one, cells in rows})


def _counted(cells: Iterable[Sequence[Any]]) -> Counter[Cell]:
    return Counter(tuple(cell) for cell in cells)


def _told(session: Session) -> Counter[Cell]:
    """Return all that the tallies say."""
    told: Counter[Cell] = Counter()
    for name, table in TABLES.items():
        for on, *key, n in session.execute(select(*table.__table__.columns)):
            told[name, on.isoformat(), *key] = n
    return told


def _move(session: Session, moves: Counter[Cell]) -> None:
    for name, table in TABLES.items():
        columns = [column.name for column in table.__table__.primary_key]
        changes = sorted(cell for cell, n in moves.items() if n and cell[0] == name)
        rows = [{**dict(zip(columns, cell[1:], strict=True)), "n": moves[cell]} for cell in changes]
        for row in rows:
            row["on"] = date.fromisoformat(row["on"])
        if rows:
            session.execute(inserts.or_add(session, table, "n"), rows)


def _remember(session: Session, counted: Mapping[str, Counter[Cell]]) -> None:
    rows = [
        {"visit_id": visit_id, "cells": [list(cell) for cell in cells.elements()]}
        for visit_id, cells in sorted(counted.items())
    ]
    inserts.set_all(session, TalliedVisit, rows, "cells")


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
