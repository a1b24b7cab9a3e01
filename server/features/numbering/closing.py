"""Close blocks whose phone will not give them any more: what is left of them may be issued."""

from datetime import datetime

from sqlalchemy.orm import Session

from server.core import audit
from server.core.auth import Actor
from server.core.problems import NotFound
from server.features.numbering import commands, leasing, queries
from server.features.numbering.models import NumberLease, NumberSeries
from server.features.numbering.problems import (
    BlockEnded,
    NoSuchSeries,
    NumberHeld,
    SeriesBegun,
    refuse_other_branches,
)
from sync import numbers

REPLACED = "手机上的资料丢失，已换新的领用"
REVOKED = "手机的签名密钥已作废"


def write_off(session: Session, device_id: str, by: Actor, at: datetime) -> None:
    """Take the open blocks of a phone whose store was lost for possibly issued."""
    _write_off(session, device_id, REPLACED, by, at)


def write_off_revoked(session: Session, device_id: str, by: Actor, at: datetime) -> None:
    """Take the open blocks of a phone for possibly issued whose key was revoked."""
    _write_off(session, device_id, REVOKED, by, at)


def _write_off(session: Session, device_id: str, why: str, by: Actor, at: datetime) -> None:
    for lease in queries.leases_of_device(session, device_id):
        lease.state = numbers.LOST
        commands.end(session, lease, "numbers.lost", why, by=by, at=at)


def close_block(
    session: Session, lease_id: str, reason: str, *, by: Actor, at: datetime
) -> NumberLease:
    """Close the block of a lost phone. What it has not told of is possibly issued from now on."""
    lease = queries.lease_locked(session, lease_id)
    if lease is None:
        raise NotFound
    refuse_other_branches(by, lease.branch_id)
    if lease.state != numbers.OPEN:
        raise BlockEnded
    _close(session, lease, reason, by=by, at=at)
    return lease


def void_at_desk(
    session: Session, series_id: str, n: int, reason: str, *, by: Actor, at: datetime
) -> None:
    """Make a number void that no phone can give any more, and that is in nobody's hands."""
    series = _own_series(session, series_id, by)
    held = [queries.as_block(one) for one in queries.leases_of(session, series.id)]
    found = numbers.explain(n, held, None, start_after=series.start_after, ahead_from=series.next)
    is_passed = found.lease is not None and found.state == "leased" and n < found.lease.next
    entered = queries.entry(session, series.id, n)
    if entered is None and not is_passed and found.state != "returned":
        raise NumberHeld
    commands.make_void(session, series, n, reason, by=by, at=at)


def start_after(
    session: Session, key: queries.Key, n: int, *, by: Actor, at: datetime
) -> NumberSeries:
    """Begin a series after the last number that was given on paper.

    Blocks that reach down to it are closed: what their phones have given meanwhile goes to review.
    """
    refuse_other_branches(by, key[0])
    found = leasing.open_series(session, key)
    if found is None:
        raise NoSuchSeries
    series = queries.series_locked(session, found.id)
    leases = queries.leases_of(session, series.id)
    if n < series.start_after and (leases or queries.numbers_entered(session, series.id)):
        raise SeriesBegun
    for lease in leases:
        if lease.state == numbers.OPEN and lease.first <= n:
            reason = f"编号改为从 {n + 1} 起"
            _close(session, lease, reason, by=by, at=at)
    series.start_after, series.next = n, max(series.next, n + 1) if leases else n + 1
    audit.record(session, "numbers.start_after", subject=series.id, by=by, at=at, n=n)
    return series


def _own_series(session: Session, series_id: str, by: Actor) -> NumberSeries:
    found = queries.series(session, series_id)
    if found is None:
        raise NotFound
    refuse_other_branches(by, found.branch_id)
    return queries.series_locked(session, found.id)


def _close(session: Session, lease: NumberLease, reason: str, *, by: Actor, at: datetime) -> None:
    lease.state = numbers.CLOSED
    commands.end(session, lease, "numbers.closed", reason, by=by, at=at)
