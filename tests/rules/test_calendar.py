"""Limits end on the day that the law says, and say so where nobody can know it yet."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.rules.calendar import CalendarError, Due, due, is_workday, read_calendar

ROOT = Path(__file__).resolve().parents[2]
CALENDAR = read_calendar(
    json.loads((ROOT / "sync/rules/packs/calendar.json").read_text(encoding="utf-8"))["calendar"]
)
VECTORS = json.loads((ROOT / "sync/vectors/rules/calendar.json").read_text(encoding="utf-8"))
HOLIDAYS = ROOT.parent / "shared/data/cn_holidays.json"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['start']}+{v['n']} {v['unit']}")
def test_a_limit_ends_as_written(vector: dict[str, Any]) -> None:
    found = due(CALENDAR, date.fromisoformat(vector["start"]), vector["n"], vector["unit"])

    assert found == Due(date.fromisoformat(vector["due"]), vector["provisional"])


@pytest.mark.skipif(not HOLIDAYS.exists(), reason="the announced holidays are not on this machine")
def test_every_announced_day_is_as_announced() -> None:
    told = json.loads(HOLIDAYS.read_text(encoding="utf-8"))["years"].values()
    off, work = ({d for year in told for d in year[kind]} for kind in ("off", "work"))
    day = CALENDAR.known_from
    while day <= CALENDAR.known_until:
        text = day.isoformat()
        expected = text in work or (day.weekday() < 5 and text not in off)
        assert is_workday(CALENDAR, day) == expected, day
        day += timedelta(days=1)


def test_new_years_day_of_a_year_not_announced_is_no_working_day() -> None:
    assert not is_workday(CALENDAR, date(2027, 1, 1))


def test_a_day_before_the_table_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(CalendarError):
        is_workday(CALENDAR, date(2012, 12, 31))


@pytest.mark.parametrize(("count", "unit"), [(-1, "working"), (1, "weeks"), (10**6, "natural")])
def test_what_is_no_limit_is_refused(count: int, unit: str) -> None:
    with pytest.raises(CalendarError):
        due(CALENDAR, date(2026, 11, 23), count, unit)
