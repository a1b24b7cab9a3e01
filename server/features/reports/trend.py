"""What a plan's people have reached week by week, beside the line that the period needs."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.features.quotas.counting import Period
from server.features.quotas.standings import Standing
from server.features.reports.models import SolvedTally
from server.features.visits import queries as visits

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Point:
    """What was reached by the end of a day, and what an even pace would have reached."""

    on: date
    reached: int
    needed: float


@dataclass(frozen=True)
class Trend:
    """All that is asked in the period, and the way there until today."""

    asked: int
    points: Sequence[Point]


def trend(session: Session, period: Period, standings: Sequence[Standing], today: date) -> Trend:
    """Return how the people of these standings come towards all that is asked of them.

    The last point is what the standings say now. Those before it know visits and problems of
    visits by their days, and are never above it.
    """
    asked = sum(one.target_visits + one.target_solved for one in standings)
    reached = sum(_reached(one) for one in standings)
    last = min(today, period.last)
    steps = _steps(session, period, standings, last)
    days = (period.last - period.first).days + 1
    points = [
        Point(
            on=day,
            reached=min(reached, sum(n for on, n in steps.items() if on <= day)),
            needed=round(asked * ((day - period.first).days + 1) / days, 1),
        )
        for day in _weeks(period.first, last)
    ]
    return Trend(asked, [*points[:-1], *(replace(one, reached=reached) for one in points[-1:])])


def _reached(one: Standing) -> int:
    return min(one.enterprises, one.target_visits) + min(one.solved, one.target_solved)


def _weeks(first: date, last: date) -> Iterator[date]:
    """Yield the ends of the weeks of a period, and its last day."""
    day = first + WEEK - timedelta(days=1)
    while day < last:
        yield day
        day += WEEK
    if first <= last:
        yield last


def _steps(
    session: Session, period: Period, standings: Sequence[Standing], last: date
) -> dict[date, int]:
    """Return on which days how much was reached; what nobody asked for is no step."""
    called_on = {one.person_id: one.target_visits for one in standings if one.target_visits}
    solvers = {one.person_id: one.target_solved for one in standings if one.target_solved}
    steps: dict[date, int] = defaultdict(int)
    first_calls = visits.first_calls(session, called_on, period.first, last)
    for days in first_calls.values():
        for day in days:
            steps[day] += 1
    for person, day, n in _solved(session, solvers, period.first, last):
        counted = min(n, solvers[person])
        solvers[person] -= counted
        steps[day] += counted
    return steps


def _solved(
    session: Session, people: Collection[str], first: date, last: date
) -> Iterator[tuple[str, date, int]]:
    rows = (
        select(SolvedTally.person_id, SolvedTally.on, SolvedTally.n)
        .where(SolvedTally.on.between(first, last))
        .order_by(SolvedTally.on)
    )
    for person, day, n in session.execute(rows):
        if person in people:
            yield person, day, n
