"""Enter numbers that phones gave, make some void, take tails back, lease on request."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from server.core import audit, changes, clock
from server.core.auth import Actor
from server.core.problems import Malformed, NotFound, Problem
from server.features.jurisdiction.authority import refuse_readers
from server.features.numbering import leasing, queries
from server.features.numbering.models import NumberEntry, NumberLease, NumberSeries
from server.features.numbering.problems import (
    BlockOfAnother,
    NoSuchSeries,
    NumberInUse,
    NumberMiswritten,
    NumberOfAnotherYear,
    NumberOfClosedBlock,
    NumberOutside,
    NumberTaken,
    TailUsed,
)
from sync import numbers

USED, VOID = "used", "void"


@dataclass(frozen=True)
class Giving:
    """A number as an act bears it: which, by which phone's block, to what.

    `key` is branch, kind and year that the act itself belongs to; `about` names for people what it
    was given to.
    """

    act_id: str
    lease_id: str
    n: int
    text: str
    key: queries.Key
    given_on: date
    about: str


@dataclass(frozen=True)
class Entered:
    """What became of a number: whether it stands in the register for this act, and what is odd."""

    is_entered: bool
    concerns: tuple[Problem, ...]


def enter_number(session: Session, giving: Giving, *, by: Actor, at: datetime) -> Entered:
    """Enter a number into the register as it was used; an act is a fact, so none is refused.

    Told again for the same act, nothing changes and nothing new is odd. What an act's number has
    against it comes back as concerns, for whoever judges the act.
    """
    lease = queries.lease_locked(session, giving.lease_id)
    series = _series_of(session, giving, lease)
    if series is None or not 1 <= giving.n <= numbers.MOST:
        return Entered(is_entered=False, concerns=(NumberOutside(giving.text),))
    concerns = [*_odd_block(giving, lease, by), *_odd_text(giving, series)]
    held = queries.entry(session, series.id, giving.n)
    if held is not None and held.act_id != giving.act_id:
        concerns.append(NumberTaken(_words_of(held, series, giving)))
        return Entered(is_entered=False, concerns=tuple(concerns))
    if held is None:
        # What stands on paper is spent, whichever branch the number is of.
        changes.allow(session, series)
        _enter(session, series, giving, by=by, at=at)
    if lease is not None and lease.series_id == series.id:
        _pass(session, lease, giving.n)
    return Entered(is_entered=True, concerns=tuple(concerns))


def ask(session: Session, kind: str, year: int, *, by: Actor, at: datetime) -> None:
    """Lease a block of a kind to the caller's phone where it has few numbers left."""
    refuse_readers(by)
    if by.branch_id is None or by.device_id is None or by.role not in leasing.DECIDES:
        raise NoSuchSeries
    is_time = year in numbers.years_wanted(clock.city_date(at))
    series = leasing.open_series(session, (by.branch_id, kind, year)) if is_time else None
    if series is None:
        raise NoSuchSeries
    own = map(queries.as_block, queries.leases_of_device(session, by.device_id))
    if numbers.is_low(numbers.remaining(own, {}, kind, year)):
        leasing.lease(session, series, by.device_id, by.person_id, at)


def void_on_phone(
    session: Session, lease_id: str, n: int, reason: str, *, by: Actor, at: datetime
) -> None:
    """Make a number void that the caller's phone gave to nothing, with the reason."""
    refuse_readers(by)
    lease = _own(session, lease_id, by)
    if not lease.first <= n <= lease.last:
        raise Malformed
    series = queries.series(session, lease.series_id)
    assert series is not None
    make_void(session, series, n, reason, by=by, at=at)
    _pass(session, lease, n)


def return_tail(session: Session, lease_id: str, start: int, *, by: Actor, at: datetime) -> None:
    """Take back what a phone has not given of its block; it is leased again first."""
    refuse_readers(by)
    lease = _own(session, lease_id, by)
    if not lease.first <= start <= lease.last:
        raise Malformed
    if lease.state != numbers.OPEN:
        # Given back already, or possibly issued: then it stays so.
        return
    given = queries.numbers_entered(session, lease.series_id)
    if start < lease.next or any(n in given for n in range(start, lease.last + 1)):
        raise TailUsed
    lease.state, lease.returned_from = numbers.RETURNED, start
    end(session, lease, "numbers.returned", "", by=by, at=at)


def make_void(
    session: Session, series: NumberSeries, n: int, reason: str, *, by: Actor, at: datetime
) -> None:
    """Enter a number as void; refuse one that a paper bears. Void already, it stays as it is."""
    held = queries.entry(session, series.id, n)
    if held is not None and held.state == USED:
        raise NumberInUse(held.text)
    if held is not None:
        return
    session.add(
        NumberEntry(
            series_id=series.id,
            n=n,
            state=VOID,
            text=numbers.number_text(series.pattern, series.year, n),
            given_on=clock.city_date(at),
            device_id=by.device_id,
            person_id=by.person_id,
            reason=reason,
            entered_at=at,
        )
    )
    audit.record(session, "number.void", subject=series.id, by=by, at=at, n=n, reason=reason)


def end(
    session: Session, lease: NumberLease, deed: str, reason: str, *, by: Actor | None, at: datetime
) -> None:
    """Note when, by whom and why a block came to its end."""
    lease.ended_at, lease.ended_reason = at, reason
    lease.ended_by = by.person_id if by else None
    audit.record(session, deed, subject=lease.id, by=by, at=at, first=lease.first, last=lease.last)


def _series_of(session: Session, giving: Giving, lease: NumberLease | None) -> NumberSeries | None:
    """Return the series that a number is of: its block's, else the one that writes it so."""
    if lease is not None:
        return queries.series(session, lease.series_id)
    known = queries.parts(session, giving.key)
    writes = (one for one in known if _is_written_by(one, giving))
    newest = known[0] if known else leasing.open_series(session, giving.key)
    found = next(writes, newest)
    return found and queries.series_locked(session, found.id)


def _is_written_by(series: NumberSeries, giving: Giving) -> bool:
    return numbers.number_in(series.pattern, series.year, giving.text) == giving.n


def _odd_block(giving: Giving, lease: NumberLease | None, by: Actor) -> list[Problem]:
    if lease is None or not lease.first <= giving.n <= lease.last or not _is_carried(lease, by):
        return [NumberOutside(giving.text)]
    is_back = lease.returned_from is not None and giving.n >= lease.returned_from
    return [NumberOfClosedBlock(giving.text)] if is_back or lease.state == numbers.CLOSED else []


def _words_of(held: NumberEntry, series: NumberSeries, giving: Giving) -> str:
    """Return what a number was given to; of another branch's, the number alone."""
    is_own = series.branch_id == giving.key[0]
    return f"{held.text}：{held.about or held.reason}" if is_own else held.text


def _is_carried(lease: NumberLease, by: Actor) -> bool:
    """Return whether the caller's phone carries the block, or one of theirs did that was lost."""
    is_old = lease.state == numbers.LOST and lease.person_id == by.person_id
    return lease.device_id == by.device_id or is_old


def _odd_text(giving: Giving, series: NumberSeries) -> list[Problem]:
    odd: list[Problem] = []
    if not _is_written_by(series, giving):
        told = numbers.number_text(series.pattern, series.year, giving.n)
        odd.append(NumberMiswritten(f"{giving.text}；应为 {told}"))
    if (series.branch_id, series.kind) != giving.key[:2]:
        odd.append(NumberOutside(giving.text))
    if series.year != giving.given_on.year:
        odd.append(NumberOfAnotherYear(giving.text))
    return odd


def _enter(
    session: Session, series: NumberSeries, giving: Giving, *, by: Actor, at: datetime
) -> None:
    session.add(
        NumberEntry(
            series_id=series.id,
            n=giving.n,
            state=USED,
            text=numbers.number_text(series.pattern, series.year, giving.n),
            act_id=giving.act_id,
            about=giving.about[:200],
            given_on=giving.given_on,
            device_id=by.device_id,
            person_id=by.person_id,
            entered_at=at,
        )
    )
    session.flush()


def _pass(session: Session, lease: NumberLease, n: int) -> None:
    """Note how far a block is used; where few are left, a new one is leased."""
    if lease.first <= n <= lease.last:
        lease.next = max(lease.next, n + 1)
    if lease.state == numbers.OPEN:
        leasing.refill_later(session, lease.id)


def _own(session: Session, lease_id: str, by: Actor) -> NumberLease:
    lease = queries.lease_locked(session, lease_id)
    if lease is None:
        raise NotFound
    if not _is_carried(lease, by) and not by.backed_by:
        raise BlockOfAnother
    return lease
