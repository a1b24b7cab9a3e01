"""When somebody is not to be disturbed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from server.core.clock import CITY


@dataclass(frozen=True)
class Quiet:
    """Times of the city as `HH:MM`, over midnight too; the same twice is never."""

    is_on: bool = True
    from_time: str = "22:00"
    to_time: str = "07:00"


def quiet_until(quiet: Quiet, at: datetime) -> datetime | None:
    """Return when the quiet hours end in which an instant falls; None when it falls into none."""
    if not quiet.is_on:
        return None
    first, last = time.fromisoformat(quiet.from_time), time.fromisoformat(quiet.to_time)
    here = at.astimezone(CITY)
    now = here.time()
    is_quiet = first <= now < last if first <= last else now >= first or now < last
    if not is_quiet:
        return None
    end = datetime.combine(here.date(), last, CITY)
    return end if end > here else end + timedelta(days=1)
