"""Calendars: packs that say which days offices rest and work, as far as they are announced.

A year is announced in its autumn before: the next version of the pack has it, and what was 暂定
until then is computed anew (docs/rules.md, Calendar).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sync.rules.calendar import Calendar, read_calendar
from sync.rules.conditions import PackError, is_integer
from sync.rules.diffing import Change
from sync.rules.linting import Dated, LintFault, date_faults
from sync.rules.packs import parse_day

KIND = "calendar"
NAME = "calendar.cn"
# A leap year, so that every day of a year can be read.
ANY_YEAR = 2000


@dataclass(frozen=True)
class CalendarPack:
    """One version of the calendar, whose newest version in force is used for every limit."""

    id: str
    version: int
    title: str
    basis: str
    in_force_from: date
    in_force_to: date | None
    calendar: Calendar


def parse_calendar(raw: object) -> CalendarPack:
    """Return the calendar that JSON says; raises PackError at what cannot be read."""
    match raw:
        case {
            "pack": str(pack),
            "kind": "calendar",
            "version": version,
            "title": str(title),
            "basis": str(basis),
            "in_force_from": since,
            "calendar": dict(told),
            **rest,
        } if is_integer(version) and title.strip():
            until = rest.get("in_force_to")
            return CalendarPack(
                id=pack,
                version=version,
                title=title,
                basis=basis,
                in_force_from=parse_day(since, "in_force_from"),
                in_force_to=None if until is None else parse_day(until, "in_force_to"),
                calendar=_calendar(told),
            )
    raise PackError("not a calendar", "pack")


def lint_calendar(pack: CalendarPack, published: Sequence[Dated] = ()) -> list[LintFault]:
    """Return what stands against publishing a calendar; each fault names its place."""
    return [*_faults(pack), *date_faults(pack, published)]


def diff_calendars(old: CalendarPack, new: CalendarPack) -> list[Change]:
    """Return what changed, a year at a time; a year that is announced now is added."""
    before, after = _by_year(old.calendar), _by_year(new.calendar)
    return [
        Change(_kind(year, before, after), KIND, year, before.get(year, ""), after.get(year, ""))
        for year in sorted(before.keys() | after.keys())
        if before.get(year) != after.get(year)
    ]


def _calendar(told: Mapping[str, object]) -> Calendar:
    match told:
        case {
            "known_from": str(since),
            "known_until": str(until),
            "fixed_rest": list(fixed),
            "years": dict(years),
        }:
            parse_day(since, "known_from")
            parse_day(until, "known_until")
            _read_days(ANY_YEAR, fixed, "fixed_rest")
            for year, days in years.items():
                _read_year(str(year), days)
            return read_calendar(told)
    raise PackError("not a calendar", KIND)


def _read_year(year: str, days: object) -> None:
    match days:
        case {"rest": list(rest), "work": list(work)} if year.isdecimal():
            _read_days(int(year), [*rest, *work], year)
        case _:
            raise PackError("not a calendar", year)


def _read_days(year: int, days: Sequence[object], at: str) -> None:
    for day in days:
        try:
            is_written = date.fromisoformat(f"{year:04d}-{day}").strftime("%m-%d") == day
        except ValueError:
            is_written = False
        if not is_written:
            raise PackError(f"no such day: {day}", at)


def _faults(pack: CalendarPack) -> Iterator[LintFault]:
    calendar = pack.calendar
    if pack.id != NAME:
        yield LintFault("bad_calendar_name", pack.id)
    if not pack.basis.strip():
        yield LintFault("no_basis", pack.id)
    if calendar.known_until < calendar.known_from:
        yield LintFault("bad_known", pack.id, f"{calendar.known_from} > {calendar.known_until}")
    known = range(calendar.known_from.year, calendar.known_until.year + 1)
    told = {day.year for day in calendar.rest}
    yield from (LintFault("no_year", pack.id, str(year)) for year in known if year not in told)
    both = sorted(calendar.rest & calendar.work)
    yield from (LintFault("rest_and_work", pack.id, day.isoformat()) for day in both)


def _by_year(calendar: Calendar) -> Mapping[str, str]:
    years = {day.year for day in calendar.rest | calendar.work}
    return {str(year): _days_of(calendar, year) for year in years}


def _days_of(calendar: Calendar, year: int) -> str:
    rest, work = (
        " ".join(f"{day:%m-%d}" for day in sorted(days) if day.year == year)
        for days in (calendar.rest, calendar.work)
    )
    return f"- {rest} + {work}"


def _kind(year: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    if year not in before:
        return "added"
    return "changed" if year in after else "removed"
