"""Lease blocks of numbers to phones, ahead of need, so that none has to ask at a door."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from server.core import clock, hooks, inserts
from server.core.auth import Actor, Role
from server.core.ids import new_id
from server.features.numbering import journal, queries
from server.features.numbering.models import NumberLease, NumberSeries
from server.features.numbering.patterns import patterns_of
from sync import numbers

# Who decides at a door. Headquarters has no series of its own.
DECIDES = frozenset({Role.OFFICER, Role.BRANCH_HEAD})


def supply(session: Session, device_id: str, by: Actor, at: datetime) -> None:
    """Lease to a phone what it should carry and does not, in December of the next year too."""
    if by.branch_id is None or by.role not in DECIDES:
        return
    own = [queries.as_block(one) for one in queries.leases_of_device(session, device_id)]
    for kind, year in _wanted(session, by.branch_id, clock.city_date(at)):
        if numbers.is_low(numbers.remaining(own, {}, kind, year)):
            series = open_series(session, (by.branch_id, kind, year))
            if series is not None:
                lease(session, series, device_id, by.person_id, at)


def refill_later(session: Session, lease_id: str) -> None:
    """Have a new block leased at the end of the transaction where few numbers are left."""
    hooks.owe(session, _refill, {lease_id})


def open_series(session: Session, key: queries.Key) -> NumberSeries | None:
    """Return the series of a branch, kind and year, begun now if need be; None: no such kind."""
    found = queries.newest_part(session, key)
    if found is not None:
        return found
    branch_id, kind, year = key
    pattern = patterns_of(session, branch_id, day_in(year)).get(kind)
    if pattern is None:
        return None
    _insert_series(session, key, pattern)
    return queries.newest_part(session, key)


def lease(
    session: Session, of: NumberSeries, device_id: str, person_id: str, at: datetime
) -> NumberLease:
    """Lease the next block of a series to a phone; it stands in the journal before the commit."""
    series = queries.series_locked(session, of.id)
    held = [queries.as_block(one) for one in queries.leases_of(session, series.id)]
    entered = queries.numbers_entered(session, series.id)
    first, last = numbers.next_block(held, entered, series.start_after)
    series.next = max(series.next, last + 1)
    block = NumberLease(
        id=new_id(),
        series_id=series.id,
        device_id=device_id,
        person_id=person_id,
        branch_id=series.branch_id,
        kind=series.kind,
        year=series.year,
        pattern=series.pattern,
        first=first,
        last=last,
        next=first,
        expires_on=numbers.end_of_year(series.year),
        state=numbers.OPEN,
        leased_at=at,
    )
    session.add(block)
    session.flush()
    journal.note(session, block, journal.line_of(block, series.part))
    hooks.tell("numbers.leased", session, device_id, block.id, (first, last))
    return block


def day_in(year: int) -> date:
    """Return the day that says which regime a series begins under: today, or the year's first."""
    today = clock.today()
    return today if today.year == year else date(year, 1, 1)


def _wanted(session: Session, branch_id: str, today: date) -> Iterator[tuple[str, int]]:
    for year in numbers.years_wanted(today):
        for kind in sorted(patterns_of(session, branch_id, day_in(year))):
            yield kind, year


def _insert_series(session: Session, key: queries.Key, pattern: str) -> None:
    """Begin a series; of two phones that meet it first, one waits for the other."""
    branch_id, kind, year = key
    named = {"branch_id": branch_id, "kind": kind, "year": year, "pattern": pattern}
    begun = {"id": new_id(), "part": 1, "start_after": 0, "next": 1}
    session.execute(inserts.or_pass(session, NumberSeries), [named | begun])


def _refill(session: Session, lease_ids: Collection[str]) -> None:
    for lease_id in sorted(lease_ids):
        used = queries.lease(session, lease_id)
        assert used is not None, "only a block that is there is used up"
        _refill_after(session, used)


def _refill_after(session: Session, used: NumberLease) -> None:
    at = clock.now()
    own = queries.leases_of_device(session, used.device_id)
    left = numbers.remaining(map(queries.as_block, own), {}, used.kind, used.year)
    is_over = used.year not in numbers.years_wanted(clock.city_date(at))
    series = queries.newest_part(session, (used.branch_id, used.kind, used.year))
    if series is not None and numbers.is_low(left) and not is_over:
        lease(session, series, used.device_id, used.person_id, at)
