"""Nobody finds a link by trying: by address, and who watches over the work is told of many tries.

256 random bits are not found at any speed; the bound keeps the tries from being a burden, and the
deed in the log says that somebody makes them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.core import audit, clock, tries
from server.core.doors import reading, writing
from server.core.tries import Bound, TooManyTries
from server.features.cases.links import LinkUnknown

GUESSED = "case.guessed"
ALARM_AT = 30


class LinkWrongTooOften(TooManyTries):
    code = "429.309"
    title = "不对的链接打开了多次，请稍后再试"


# Many share one address of a mobile network, so the wait is never longer than a minute.
LINKS = Bound(
    kind="case_link",
    free=10,
    within=timedelta(minutes=1),
    first_wait=timedelta(minutes=1),
    longest_wait=timedelta(minutes=1),
    refusal=LinkWrongTooOften,
)


@contextmanager
def bounded(address: str) -> Iterator[None]:
    """Do what needs a link unless wrong ones came too often from there; count a wrong one."""
    who, at = tries.place(address), clock.now()
    with reading(unbound=True) as session:
        tries.check(session, LINKS, who, at=at)
    try:
        yield
    except LinkUnknown:
        with writing() as session:
            tries.note(session, LINKS, who, at=at)
            _raise_alarm(session, at)
        raise


def _raise_alarm(session: Session, at: datetime) -> None:
    """Tell once a day, in the log of all deeds, that many links were tried within an hour."""
    day = clock.city_date(at).isoformat()
    session.flush()
    tried = tries.of_all(session, LINKS, at=at)
    if tried >= ALARM_AT and not audit.is_recorded(session, GUESSED, subject=day):
        audit.record(session, GUESSED, subject=day, by=None, at=at, tried=tried)
