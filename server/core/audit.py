"""The audit trail: who did what to which record, in the same transaction as the deed.

Deeds are noted when they are done and written together, when the transaction ends or somebody asks
for them. `server/core/trail.py` gives each its place in a log that cannot be changed unnoticed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, String, bindparam, event, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core import inserts
from server.core.auth import Actor
from server.core.db import DOOR, READING, Base, UtcDateTime, dialect_of

# What the ledger says of a command; a deed that it did stands in an entry of its own.
OF_COMMANDS = "command."
# That somebody looked at a record, which changes nothing of it.
OF_LOOKS = "look."
NOTED = "doorstep.deeds"
TAKEN_IN = f"{OF_COMMANDS}taken_in"
ANSWERED_ANEW = f"{OF_COMMANDS}answered_anew"


class AuditEntry(Base):
    """One deed; rows are only ever added."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    event: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    person_id: Mapped[str | None] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


NEWEST_ID = select(func.max(AuditEntry.id))
DRAWN_IDS = select(func.nextval(func.pg_get_serial_sequence("audit_entry", "id"))).select_from(
    func.generate_series(1, bindparam("count"))
)
_DEEDS = tuple(AuditEntry.event.not_like(f"{word}%") for word in (OF_COMMANDS, OF_LOOKS))


Deed = Mapping[str, Any]


@dataclass
class Noted:
    """The deeds of a transaction: those not written yet, and with their ids those that are."""

    unwritten: list[Deed] = field(default_factory=list)
    written: list[Deed] = field(default_factory=list)


def is_recorded(session: Session, deed: str, *, subject: str) -> bool:
    """Return whether a deed stands in the trail."""
    _write(session)
    found = session.scalar(
        select(AuditEntry.id)
        .where(AuditEntry.subject == subject, AuditEntry.event == deed)
        .limit(1)
    )
    return found is not None


def record(
    session: Session, deed: str, *, subject: str, by: Actor | None, at: datetime, **facts: Any
) -> None:
    """Add a deed to the trail; `by` is None for the system itself."""
    add(session, [told(deed, subject=subject, by=by, at=at, **facts)])


def add(session: Session, deeds: Sequence[Deed]) -> None:
    """Add what `told` says of deeds to the trail."""
    if session.info.get(DOOR) == READING:
        msg = "nothing is done through the door for reading"
        raise RuntimeError(msg)
    _noted(session).unwritten.extend(deeds)


def noted(session: Session) -> Noted:
    """Return the deeds by now, for `restore` when a part of the transaction is undone."""
    found = _noted(session)
    return Noted([*found.unwritten], [*found.written])


def restore(session: Session, before: Noted) -> None:
    """Forget what was done since."""
    session.info[NOTED] = before


def take(session: Session) -> Sequence[Deed]:
    """Write the deeds of this transaction and return all of them, each with its id, once."""
    _write(session)
    taken = _noted(session).written
    forget(session)
    return taken


def forget(session: Session) -> None:
    """Drop what was noted of a transaction that is over."""
    session.info.pop(NOTED, None)


def told(
    deed: str, *, subject: str, by: Actor | None, at: datetime, **facts: Any
) -> dict[str, Any]:
    """Return what the trail says of a deed, by column."""
    if by and by.backed_by:
        facts["backed_by"] = by.backed_by
    person_id = by and by.person_id
    return {"at": at, "event": deed, "subject": subject, "person_id": person_id, "facts": facts}


def last_deed(session: Session, subject: str | None) -> AuditEntry | None:
    """Return the last deed done to a record; None when nothing was ever done to it."""
    _write(session)
    found = select(AuditEntry).where(AuditEntry.subject == subject, *_DEEDS)
    return session.scalars(found.order_by(AuditEntry.id.desc()).limit(1)).one_or_none()


def deed_with(session: Session, deed: str, *, subject: str, **facts: Any) -> AuditEntry | None:
    """Return the last deed of this name done to a record that tells these facts."""
    _write(session)
    found = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.event == deed)
    entries = session.scalars(found.order_by(AuditEntry.id.desc()))
    return next((entry for entry in entries if facts.items() <= entry.facts.items()), None)


def deed_since(session: Session, subjects: Collection[str], entry_id: int) -> AuditEntry | None:
    """Return the first deed done to one of these records after an entry of the trail."""
    _write(session)
    found = select(AuditEntry).where(
        AuditEntry.subject.in_(subjects),
        AuditEntry.id > entry_id,
        *_DEEDS,
    )
    return session.scalars(found.order_by(AuditEntry.id).limit(1)).one_or_none()


def _noted(session: Session) -> Noted:
    found: Noted = session.info.setdefault(NOTED, Noted())
    return found


def _write(session: Session) -> None:
    found = _noted(session)
    todo, found.unwritten = found.unwritten, []
    if todo:
        found.written.extend(_added(session, todo))


def _added(session: Session, deeds: Sequence[Deed]) -> Sequence[Deed]:
    """Add deeds by one statement; return them with their ids."""
    ids = _next_ids(session, len(deeds))
    rows = [{"id": n, **deed} for n, deed in zip(ids, deeds, strict=True)]
    inserts.add_all(session, AuditEntry, rows)
    return rows


def _next_ids(session: Session, count: int) -> Sequence[int]:
    """Return ids ahead of their rows: databases tell those of many new rows slowly."""
    if dialect_of(session) == "postgresql":
        return session.scalars(DRAWN_IDS, {"count": count}).all()
    # There is one writer, so the next ones are its.
    first = (session.scalar(NEWEST_ID) or 0) + 1
    return range(first, first + count)


@event.listens_for(Session, "before_commit")
def _refuse_to_lose_deeds(session: Session) -> None:
    found = _noted(session)
    if (found.unwritten or found.written) and not session.in_nested_transaction():
        msg = "deeds are committed with their places, through the door for writing"
        raise RuntimeError(msg)
