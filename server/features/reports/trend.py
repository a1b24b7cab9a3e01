"""What a plan's people have reached week by week, beside the line that the period needs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from server.features.quotas.counting import Period
from server.features.quotas.standings import Standing

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


def trend(period: Period, standings: Sequence[Standing], today: date) -> Trend:
    """Return how the people of these standings come towards all that is asked of them.

    Each step is what the plan's own rules counted on its day; the last point is what the
    standings say now.
    """
    asked = sum(one.target_visits + one.target_solved for one in standings)
    reached = sum(_reached(one) for one in standings)
    steps: Counter[date] = Counter()
    for one in standings:
        steps.update(one.steps)
    last = min(today, period.last)
    days = (period.last - period.first).days + 1
    points = [
        Point(
            on=day,
            reached=sum(n for on, n in steps.items() if on <= day),
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
