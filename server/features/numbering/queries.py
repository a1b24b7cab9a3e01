"""Read series, the blocks of phones, and the numbers that were given."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from server.core import held_rows, known
from server.features.numbering.models import NumberEntry, NumberLease, NumberSeries
from sync import numbers

Key = tuple[str, str, int]

OPEN_BLOCKS = (
    select(NumberLease)
    .where(NumberLease.device_id == bindparam("device"), NumberLease.state == numbers.OPEN)
    .order_by(NumberLease.first, NumberLease.id)
)


def series(session: Session, series_id: str) -> NumberSeries | None:
    """Return one series."""
    return session.get(NumberSeries, series_id)


def series_locked(session: Session, series_id: str) -> NumberSeries:
    """Return a series as it is now, held until the end: who leases of it comes one by one."""
    return session.scalars(
        select(NumberSeries)
        .where(NumberSeries.id == series_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def all_series(
    session: Session, *, branch_id: str | None, year: int | None
) -> Sequence[NumberSeries]:
    """Return the series of a branch and a year, or of all, the latest year first."""
    wanted = select(NumberSeries)
    if branch_id is not None:
        wanted = wanted.where(NumberSeries.branch_id == branch_id)
    if year is not None:
        wanted = wanted.where(NumberSeries.year == year)
    order = (NumberSeries.year.desc(), NumberSeries.branch_id, NumberSeries.kind, NumberSeries.part)
    return session.scalars(wanted.order_by(*order)).all()


def newest_part(session: Session, key: Key) -> NumberSeries | None:
    """Return the series of a branch, kind and year that numbers are leased of now."""
    branch_id, kind, year = key
    return session.scalars(
        select(NumberSeries)
        .where(NumberSeries.branch_id == branch_id)
        .where(NumberSeries.kind == kind, NumberSeries.year == year)
        .order_by(NumberSeries.part.desc())
        .limit(1)
    ).one_or_none()


def parts(session: Session, key: Key) -> Sequence[NumberSeries]:
    """Return all series of a branch, kind and year, the newest first."""
    branch_id, kind, year = key
    return session.scalars(
        select(NumberSeries)
        .where(NumberSeries.branch_id == branch_id)
        .where(NumberSeries.kind == kind, NumberSeries.year == year)
        .order_by(NumberSeries.part.desc())
    ).all()


def lease(session: Session, lease_id: str) -> NumberLease | None:
    """Return one block as it stands."""
    return session.get(NumberLease, lease_id)


def known_ids(session: Session) -> frozenset[str]:
    """Return which blocks and series this database knows, of all that the journal tells of."""
    leases = session.scalars(select(NumberLease.id))
    return frozenset([*leases, *session.scalars(select(NumberSeries.id))])


def lease_locked(session: Session, lease_id: str) -> NumberLease | None:
    """Return a block as it is now, held until the end."""
    found = known.get(session, NumberLease, lease_id)
    if found is None or known.is_locked(session, found):
        return found
    held_rows.hold(session, found)
    return found


def foresee(session: Session, lease_ids: Collection[str]) -> None:
    """Load and hold at once the blocks that commands give numbers of."""
    known.foresee(session, NumberLease, lease_ids, locked=True)


def leases_of_device(session: Session, device_id: str) -> Sequence[NumberLease]:
    """Return the open blocks of a phone, the lowest first."""
    return session.scalars(OPEN_BLOCKS, {"device": device_id}).all()


def blocks_of_device(session: Session, device_id: str) -> Sequence[NumberLease]:
    """Return all blocks that a phone ever carried, whatever became of them, the newest first."""
    order = (NumberLease.leased_at.desc(), NumberLease.kind, NumberLease.first)
    found = select(NumberLease).where(NumberLease.device_id == device_id)
    return session.scalars(found.order_by(*order)).all()


def entries_between(session: Session, series_id: str, within: tuple[int, int]) -> dict[int, str]:
    """Return the numbers of a stretch of a series that were given or made void, as written."""
    found = select(NumberEntry.n, NumberEntry.text).where(NumberEntry.series_id == series_id)
    ordered = found.where(NumberEntry.n.between(*within)).order_by(NumberEntry.n)
    return {n: str(text) for n, text in session.execute(ordered)}


def carries_since(session: Session, device_id: str) -> datetime | None:
    """Return when a phone was first leased a block; None for one that never was."""
    first = select(func.min(NumberLease.leased_at)).where(NumberLease.device_id == device_id)
    return session.scalar(first)


def leases_of(session: Session, series_id: str) -> Sequence[NumberLease]:
    """Return all blocks of a series, the lowest first."""
    return session.scalars(
        select(NumberLease)
        .where(NumberLease.series_id == series_id)
        .order_by(NumberLease.first, NumberLease.leased_at, NumberLease.id)
    ).all()


def entry(session: Session, series_id: str, n: int) -> NumberEntry | None:
    """Return what a number was given to; None as long as nobody has told of it."""
    return session.get(NumberEntry, (series_id, n))


def entries_of(session: Session, series_id: str) -> Sequence[NumberEntry]:
    """Return all numbers of a series that were given or made void, the lowest first."""
    order = NumberEntry.n
    return session.scalars(
        select(NumberEntry).where(NumberEntry.series_id == series_id).order_by(order)
    ).all()


def numbers_entered(session: Session, series_id: str) -> frozenset[int]:
    """Return the numbers of a series that were given or made void."""
    found = select(NumberEntry.n).where(NumberEntry.series_id == series_id)
    return frozenset(session.scalars(found))


def as_block(lease: NumberLease) -> numbers.Lease:
    """Return a block as the rules of `sync/numbers.py` see it."""
    return numbers.Lease(
        id=lease.id,
        kind=lease.kind,
        year=lease.year,
        first=lease.first,
        last=lease.last,
        next=lease.next,
        expires_on=lease.expires_on,
        state=lease.state,
        returned_from=lease.returned_from,
    )
