"""The audit trail: who did what to which record, in the same transaction as the deed.

`server/core/trail.py` gives each deed its place in a log that cannot be changed unnoticed.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, String, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core.auth import Actor
from server.core.db import Base, UtcDateTime

# What the ledger says of a command; a deed that it did stands in an entry of its own.
OF_COMMANDS = "command."
# That somebody looked at a record, which changes nothing of it.
OF_LOOKS = "look."
LAST_ID = "doorstep.last_deed"
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
_DEEDS = tuple(AuditEntry.event.not_like(f"{word}%") for word in (OF_COMMANDS, OF_LOOKS))


def is_recorded(session: Session, deed: str, *, subject: str) -> bool:
    """Return whether a deed stands in the trail."""
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
    add(session, told(deed, subject=subject, by=by, at=at, **facts))


def add(session: Session, deed: Mapping[str, Any]) -> None:
    """Add what `told` says of a deed to the trail."""
    new = AuditEntry(**deed)
    if _gives_numbers(session):
        [new.id] = _next_ids(session, 1)
    session.add(new)


def add_all(session: Session, deeds: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Add what `told` says of several deeds by one statement; return it with their ids."""
    if not deeds:
        return ()
    if _gives_numbers(session):
        ids = _next_ids(session, len(deeds))
        rows = [{"id": n, **deed} for n, deed in zip(ids, deeds, strict=True)]
        session.execute(insert(AuditEntry), rows)
        return rows
    adding = insert(AuditEntry).returning(AuditEntry.id, sort_by_parameter_order=True)
    given = session.scalars(adding, [dict(deed) for deed in deeds]).all()
    return [{"id": n, **deed} for n, deed in zip(given, deeds, strict=True)]


def forget(session: Session) -> None:
    """Drop what was noted of a transaction that is over."""
    session.info.pop(LAST_ID, None)


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
    session.flush()
    found = select(AuditEntry).where(AuditEntry.subject == subject, *_DEEDS)
    return session.scalars(found.order_by(AuditEntry.id.desc()).limit(1)).one_or_none()


def deed_with(session: Session, deed: str, *, subject: str, **facts: Any) -> AuditEntry | None:
    """Return the last deed of this name done to a record that tells these facts."""
    found = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.event == deed)
    entries = session.scalars(found.order_by(AuditEntry.id.desc()))
    return next((entry for entry in entries if facts.items() <= entry.facts.items()), None)


def deed_since(session: Session, subjects: Collection[str], entry_id: int) -> AuditEntry | None:
    """Return the first deed done to one of these records after an entry of the trail."""
    found = select(AuditEntry).where(
        AuditEntry.subject.in_(subjects),
        AuditEntry.id > entry_id,
        *_DEEDS,
    )
    return session.scalars(found.order_by(AuditEntry.id).limit(1)).one_or_none()


def _gives_numbers(session: Session) -> bool:
    """Return whether ids are given here: SQLite tells those of new rows only one by one."""
    return session.get_bind().dialect.name == "sqlite"


def _next_ids(session: Session, count: int) -> range:
    """Return the ids of the next deeds, which the one writer of SQLite can give itself."""
    last: int | None = session.info.get(LAST_ID)
    if last is None:
        with session.no_autoflush:
            last = session.scalar(NEWEST_ID) or 0
    session.info[LAST_ID] = last + count
    return range(last + 1, last + count + 1)
