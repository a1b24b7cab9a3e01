"""Authority leases: granted at a phone's contacts, widened with its numbers, ended with its key."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from server.core import feed, signing
from server.core.auth import Actor, Role
from server.core.ids import new_id
from server.features.devices import queries
from server.features.devices.models import AuthorityLease
from server.features.numbering import queries as numbering
from sync import authority
from sync.authority import Lease, Span

# Who decides at a door, and which of the acts there bear a number.
DECIDES = frozenset({Role.OFFICER, Role.BRANCH_HEAD})
ACTS = ("assistance", "decision", "exemption")
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MS = timedelta(milliseconds=1)


def grant(session: Session, device_id: str, by: Actor, at: datetime) -> None:
    """Give the phone that was met a lease where it has none that is fresh.

    Every phone gets one, as it also says when the phone goes dark; who does not decide at doors
    may decide nothing by it.
    """
    held = queries.open_leases(session, device_id)
    if all(_is_due(session, row, by, at) for row in held):
        _supersede(session, held, device_id, by, at)


def renew(session: Session, device_id: str, by: Actor, at: datetime) -> None:
    """Give a phone another lease than the one it holds, which is over by its own clock.

    That clock was ahead, as the bureau gives new leases long before the end (docs/devices.md §6).
    A phone that holds none gets none here.
    """
    if held := queries.open_leases(session, device_id):
        _supersede(session, held, device_id, by, at)


def widen(session: Session, device_id: str, block_id: str, numbers: tuple[int, int]) -> None:
    """Let a phone give the numbers of a block that was just leased to it, as long as before."""
    block = Span(block_id, *numbers)
    for row in queries.open_leases(session, device_id):
        lease = authority.read_lease(row.body)
        _sign(row, replace(lease, numbers=(*lease.numbers, block)))
    session.flush()


def end(session: Session, device_id: str, by: Actor, at: datetime) -> None:
    """End what a phone may decide: its key was revoked, or its store was lost."""
    del by
    for row in queries.open_leases(session, device_id):
        row.ended_at = at
    session.flush()


def _supersede(
    session: Session, held: Sequence[AuthorityLease], device_id: str, by: Actor, at: datetime
) -> None:
    for row in held:
        row.superseded_at = at
    session.add(_row(_fresh(session, device_id, by, at)))
    session.flush()


def _is_due(session: Session, row: AuthorityLease, by: Actor, at: datetime) -> bool:
    lease = authority.read_lease(row.body)
    is_right = lease.person == by.person_id and lease.acts == _acts_of(by)
    return not is_right or authority.is_due(lease, feed.epoch(session), by.branch_id, _ms(at))


def _fresh(session: Session, device_id: str, by: Actor, at: datetime) -> Lease:
    hours: int = current_app.extensions["doorstep.settings"].lease_hours
    blocks = numbering.leases_of_device(session, device_id)
    return Lease(
        id=new_id(),
        device=device_id,
        person=by.person_id,
        branch=by.branch_id,
        acts=_acts_of(by),
        numbers=tuple(Span(one.id, one.next, one.last) for one in blocks),
        issued_at=_ms(at),
        not_before=_ms(_begins(session, device_id, at)) - authority.SLACK_MS,
        expires_at=_ms(at) + hours * authority.HOUR_MS,
        dark_at=_ms(at) + authority.DARK_AFTER_MS,
        epoch=feed.epoch(session),
    )


def _begins(session: Session, device_id: str, at: datetime) -> datetime:
    """Return since when a lease holds: the first one of a phone covers what it decided before.

    A phone that carried numbers before there were leases, or that its bureau forgot when it was put
    back, has not done wrong by them.
    """
    if queries.has_leases(session, device_id):
        return at
    carried = numbering.carries_since(session, device_id)
    return min(at, carried) if carried else at


def _acts_of(by: Actor) -> tuple[str, ...]:
    return ACTS if by.role in DECIDES and by.branch_id is not None else ()


def _row(lease: Lease) -> AuthorityLease:
    row = AuthorityLease(
        id=lease.id,
        device_id=lease.device,
        person_id=lease.person,
        issued_at=_instant(lease.issued_at),
        expires_at=_instant(lease.expires_at),
        dark_at=_instant(lease.dark_at),
    )
    _sign(row, lease)
    return row


def _sign(row: AuthorityLease, lease: Lease) -> None:
    row.body = authority.lease_text(lease)
    row.signature = signing.sign(authority.signed_text(row.body).encode())


def _ms(at: datetime) -> int:
    return (at - BEGINNING) // MS


def _instant(ms: int) -> datetime:
    return BEGINNING + ms * MS
