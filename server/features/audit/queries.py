"""Read the trail: by person, record and time, the latest deed first, each held against its seal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from server.core import clock, notary, trail
from server.core.audit import AuditEntry
from server.core.trail import AuditCheckpoint, AuditLeaf, content_of
from server.features.accounts import queries as accounts
from server.features.audit import naming
from sync.merkle import leaf_hash

VERIFIED = "audit.verified"
TOLD = ("at", "event", "subject", "person_id", "facts")


@dataclass(frozen=True)
class Wanted:
    """Which deeds to list, those of places below `before`; None asks for all.

    `kinds` are the names of deeds, or the first words: `visit` is for `visit.closed` and its like.
    """

    person_id: str | None = None
    record: str | None = None
    kinds: Sequence[str] = ()
    first: date | None = None
    last: date | None = None
    before: int | None = None
    limit: int = 50


def page(session: Session, wanted: Wanted, *, names_records: bool = True) -> dict[str, Any]:
    """Return a page of deeds, the latest first, the place below which the next one begins."""
    found = (
        select(AuditLeaf, AuditEntry)
        .join(AuditEntry, AuditEntry.id == AuditLeaf.entry_id)
        .where(*_limits(wanted))
        .order_by(AuditLeaf.n.desc())
        .limit(wanted.limit + 1)
    )
    rows = session.execute(found).all()
    names = {person.id: person.name for person in accounts.people(session)}
    told = rows[: wanted.limit]
    if names_records:
        names |= naming.names(session, [entry for _, entry in told])
    shown = [_line(leaf, entry, names) for leaf, entry in told]
    return {"rows": shown, "next": shown[-1]["n"] if len(rows) > wanted.limit else None}


def standing(session: Session) -> dict[str, Any]:
    """Return how long the trail is, how far it was signed, and what the last full check found."""
    tree, signed = session.get(trail.AuditTree, 1), trail.newest(session)
    checked = session.scalar(
        select(AuditEntry)
        .where(AuditEntry.event == VERIFIED)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return {
        "size": tree.size if tree else 0,
        "checkpoint": signed and {"size": signed.size, "at": signed.at},
        "verified": checked and {"at": checked.at, **checked.facts},
    }


def is_due(session: Session) -> bool:
    """Return whether something was done since a checkpoint that is an hour old."""
    tree, signed = session.get(trail.AuditTree, 1), trail.newest(session)
    if tree is None or signed is None:
        return tree is not None
    return tree.size > signed.size and clock.now() - signed.at >= trail.CHECKPOINT_EVERY


def leaves(session: Session) -> Sequence[bytes]:
    """Return the hashes of all leaves in their order."""
    found = session.scalars(select(AuditLeaf.hash).order_by(AuditLeaf.n))
    return [bytes.fromhex(leaf) for leaf in found]


def checkpoint(session: Session) -> AuditCheckpoint | None:
    """Return the last checkpoint; None before the first deed."""
    return trail.newest(session)


def _limits(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = {
        AuditEntry.person_id: wanted.person_id,
        AuditEntry.subject: wanted.record,
    }
    limits = [column == value for column, value in asked.items() if value]
    if wanted.kinds:
        of_kind = (AuditEntry.event.startswith(f"{k}.", autoescape=True) for k in wanted.kinds)
        limits.append(or_(AuditEntry.event.in_(wanted.kinds), *of_kind))
    if wanted.first:
        limits.append(AuditEntry.at >= _midnight(wanted.first))
    if wanted.last:
        limits.append(AuditEntry.at < _midnight(wanted.last + timedelta(days=1)))
    if wanted.before is not None:
        limits.append(AuditLeaf.n < wanted.before)
    return [and_(*limits)] if limits else []


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), clock.CITY)


def _line(leaf: AuditLeaf, entry: AuditEntry, called: dict[str, str]) -> dict[str, Any]:
    told = {name: getattr(entry, name) for name in TOLD}
    found = leaf_hash(content_of(told))
    return {
        **told,
        "n": leaf.n,
        "person_name": called.get(entry.person_id or "", ""),
        "about": called.get(entry.subject, ""),
        "is_unbroken": notary.sealed(leaf.n, found) == leaf.seal,
    }
