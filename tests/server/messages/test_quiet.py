"""Quiet hours are times of the city, over midnight too."""

from datetime import datetime

import pytest

from server.core.clock import CITY
from server.features.messages.quiet import Quiet, quiet_until

NIGHT = Quiet(is_on=True, from_time="22:00", to_time="07:00")
NOON = Quiet(is_on=True, from_time="12:00", to_time="14:30")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CITY)


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (NIGHT, "2026-11-23T21:59", None),
        (NIGHT, "2026-11-23T22:00", "2026-11-24T07:00"),
        (NIGHT, "2026-11-23T23:59", "2026-11-24T07:00"),
        (NIGHT, "2026-11-24T00:00", "2026-11-24T07:00"),
        (NIGHT, "2026-11-24T06:59", "2026-11-24T07:00"),
        (NIGHT, "2026-11-24T07:00", None),
        (NIGHT, "2026-12-31T23:00", "2027-01-01T07:00"),
        (NOON, "2026-11-23T11:59", None),
        (NOON, "2026-11-23T12:00", "2026-11-23T14:30"),
        (NOON, "2026-11-23T14:30", None),
        (Quiet(is_on=False), "2026-11-23T23:00", None),
        (Quiet(is_on=True, from_time="08:00", to_time="08:00"), "2026-11-23T08:00", None),
        (
            Quiet(is_on=True, from_time="22:00", to_time="00:00"),
            "2026-11-23T23:00",
            "2026-11-24T00:00",
        ),
    ],
)
def test_a_moment_is_quiet_until_the_hours_end(quiet, now, until):
    assert quiet_until(quiet, at(now)) == (at(until) if until else None)


def test_the_hours_are_the_citys_wherever_the_clock_stands():
    assert quiet_until(NIGHT, datetime.fromisoformat("2026-11-23T14:00:00+00:00")) is not None
    assert quiet_until(NIGHT, datetime.fromisoformat("2026-11-22T23:00:00+00:00")) is None
