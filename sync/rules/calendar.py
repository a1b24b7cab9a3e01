"""Working days and limits; beyond the announced years a due date is provisional (暂定)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

MAX_COUNT = 3660
DAY = timedelta(days=1)
WEEKEND = (5, 6)


class CalendarError(ValueError):
    """A day before the table begins, or a count that is no limit: an error, not a guess."""


@dataclass(frozen=True)
class Calendar:
    """Announced rest days and make-up working days; `fixed_rest` (`MM-DD`) holds beyond them."""

    known_from: date
    known_until: date
    rest: frozenset[date]
    work: frozenset[date]
    fixed_rest: frozenset[str]


@dataclass(frozen=True)
class Due:
    """The last day of a limit; `is_provisional` until the State Council announces the year."""

    on: date
    is_provisional: bool


def read_calendar(raw: Mapping[str, object]) -> Calendar:
    """Return the calendar of a JSON object as a calendar pack has it under `calendar`."""
    years, fixed = raw["years"], raw["fixed_rest"]
    assert isinstance(years, dict)
    assert isinstance(fixed, list)
    return Calendar(
        known_from=date.fromisoformat(str(raw["known_from"])),
        known_until=date.fromisoformat(str(raw["known_until"])),
        rest=_days(years, "rest"),
        work=_days(years, "work"),
        fixed_rest=frozenset(fixed),
    )


def is_workday(calendar: Calendar, day: date) -> bool:
    """Return whether offices work on a day; beyond the announced years only as far as known."""
    if day < calendar.known_from:
        raise CalendarError(f"{day} is before {calendar.known_from}")
    if day in calendar.work:
        return True
    is_fixed = day > calendar.known_until and f"{day:%m-%d}" in calendar.fixed_rest
    return day.weekday() not in WEEKEND and day not in calendar.rest and not is_fixed


def due(calendar: Calendar, start: date, count: int, unit: str) -> Due:
    """Return the last day of a limit of `count` working or natural days.

    The first day is not counted (民法典 201); natural days that end on a rest day run on to the
    next working day (民法典 203).
    """
    if not 0 <= count <= MAX_COUNT or unit not in ("working", "natural"):
        raise CalendarError(f"{count} {unit}")
    day = start if unit == "working" else start + count * DAY
    left = count if unit == "working" else 0
    while left > 0:
        day += DAY
        left -= is_workday(calendar, day)
    while not is_workday(calendar, day):
        day += DAY
    return Due(day, day > calendar.known_until)


def _days(years: Mapping[str, Mapping[str, list[str]]], kind: str) -> frozenset[date]:
    return frozenset(
        date.fromisoformat(f"{year}-{day}") for year, days in years.items() for day in days[kind]
    )
