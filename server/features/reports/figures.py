"""Sums over the tallies for a period, of one branch or of the bureau. Meanings: docs/reports.md."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median
from typing import Any

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from server.features.organisation import queries as organisation
from server.features.reports.cells import STILL_OPEN
from server.features.reports.models import PlaceTally, ProblemTally

HEADQUARTERS = "局机关"
TOWN_UNKNOWN = "镇街未定"
LATE_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class Span:
    """The days from the first to the last, of one branch or, without one, of the bureau."""

    first: date
    last: date
    branch_id: str | None = None

    def of(self, table: Any) -> list[Any]:
        """Return the conditions of a tally's cells that lie in it."""
        within = [table.on.between(self.first, self.last)]
        return within if self.branch_id is None else [*within, table.branch_id == self.branch_id]


@dataclass(frozen=True)
class TownLine:
    """A town's visits month by month (as many as `months` has), also where there were none."""

    town_code: str
    name: str
    visits: int
    months: Sequence[int]


@dataclass(frozen=True)
class KindLine:
    """A kind of problem: how many were found in the period, and what became of them till now."""

    category: str
    found: int
    solved: int
    open: int
    late: int
    mean_days: float | None
    median_days: float | None


def months_of(span: Span) -> list[str]:
    """Return the months of a period as `2026-11`."""
    first = span.first.year * 12 + span.first.month - 1
    last = span.last.year * 12 + span.last.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(first, last + 1)]


def towns(session: Session, span: Span) -> list[TownLine]:
    """Return the towns with their visits month by month, those with most visits first."""
    year, month = extract("year", PlaceTally.on), extract("month", PlaceTally.on)
    found = session.execute(
        select(PlaceTally.town_code, year, month, func.sum(PlaceTally.n))
        .where(*span.of(PlaceTally))
        .group_by(PlaceTally.town_code, year, month)
    )
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for code, in_year, in_month, visits in found:
        told[code][f"{in_year}-{in_month:02}"] = int(visits)
    for town in organisation.towns(session):
        if span.branch_id in (None, town.branch_id):
            told.setdefault(town.id, Counter())
    names = {town.id: town.name for town in organisation.towns(session)}
    months = months_of(span)
    lines = [
        TownLine(code, names.get(code, TOWN_UNKNOWN), by.total(), [by[month] for month in months])
        for code, by in told.items()
    ]
    return sorted(lines, key=lambda line: (-line.visits, line.town_code))


def kinds(session: Session, span: Span, today: date) -> list[KindLine]:
    """Return the kinds of problems found in the period, the most frequent first."""
    is_late = ProblemTally.on < today - LATE_AFTER
    found = session.execute(
        select(ProblemTally.category, ProblemTally.took_days, is_late, func.sum(ProblemTally.n))
        .where(*span.of(ProblemTally))
        .group_by(ProblemTally.category, ProblemTally.took_days, is_late)
    )
    by_kind: dict[str, list[tuple[int, bool, int]]] = defaultdict(list)
    for category, took, late, n in found:
        by_kind[category].append((took, bool(late), int(n)))
    lines = (_kind(category, cells) for category, cells in by_kind.items())
    return sorted((line for line in lines if line.found), key=lambda line: -line.found)


def _kind(category: str, cells: Sequence[tuple[int, bool, int]]) -> KindLine:
    took = [days for days, _, n in cells for _ in range(n) if days != STILL_OPEN]
    still = sum(n for days, _, n in cells if days == STILL_OPEN)
    late = sum(n for days, is_late, n in cells if days == STILL_OPEN and is_late)
    return KindLine(
        category=category,
        found=len(took) + still,
        solved=len(took),
        open=still,
        late=late,
        mean_days=round(fmean(took), 1) if took else None,
        median_days=float(median(took)) if took else None,
    )
