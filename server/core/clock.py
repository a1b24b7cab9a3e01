"""The one reader of time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from flask import current_app

CITY = timezone(timedelta(hours=8), "Asia/Shanghai")
EXTENSION = "doorstep.clock"


def system_clock() -> datetime:
    """Return the machine's time in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return the application's time in UTC; tests give the application a clock of their own."""
    source: Callable[[], datetime] = current_app.extensions.get(EXTENSION, system_clock)
    return source()


def today() -> date:
    """Return the civil date in the city."""
    return now().astimezone(CITY).date()


def city_date(at: datetime) -> date:
    """Return the civil date in the city at an instant."""
    return at.astimezone(CITY).date()
