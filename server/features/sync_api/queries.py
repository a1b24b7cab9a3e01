"""Read scopes, devices and reviews."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from server.core import clock
from server.core.auth import Actor, Role
from server.features.jurisdiction import queries as jurisdiction
from server.features.sync_api.models import CommandEntry, Defect, Device, Review
from sync.protocol import FOR_REVIEW, Result, Trouble


@dataclass(frozen=True)
class Contact:
    """When a person's phones were last heard of, and how many items they still hold."""

    last_seen_at: datetime
    waiting: int


def scopes_of(session: Session, actor: Actor, device_id: str) -> list[str]:
    """Return the scopes that a person's phone holds, computed afresh at every request."""
    return [*jurisdiction.scopes_of(session, actor, clock.today()), f"device:{device_id}"]


def device(session: Session, device_id: str) -> Device | None:
    """Return one device."""
    return session.get(Device, device_id)


def device_locked(session: Session, device_id: str) -> Device:
    """Return one device, held until the end of the transaction."""
    return session.scalars(select(Device).where(Device.id == device_id).with_for_update()).one()


def devices(session: Session) -> Sequence[Device]:
    """Return all devices, the one that was silent longest first."""
    return session.scalars(select(Device).order_by(Device.last_seen_at, Device.id)).all()


def contacts(session: Session) -> dict[str, Contact]:
    """Return for each person with a device when one was last heard of and what they all hold."""
    held = Device.announced_head - Device.last_seq
    found = session.execute(
        select(
            Device.person_id,
            func.max(Device.last_seen_at),
            func.sum(case((held > 0, held), else_=0)),
        ).group_by(Device.person_id)
    )
    return {person: Contact(seen, int(waiting)) for person, seen, waiting in found}


def command(session: Session, device_id: str, seq: int) -> CommandEntry | None:
    """Return one command of a device's ledger."""
    return session.get(CommandEntry, (device_id, seq))


def outcomes(
    session: Session, device_id: str, seqs: tuple[int, int]
) -> dict[int, tuple[str, dict[str, Any]]]:
    """Return hash and result of a device's commands whose seq is within `seqs`, by seq."""
    found = session.execute(
        select(CommandEntry.seq, CommandEntry.hash, CommandEntry.result)
        .where(CommandEntry.device_id == device_id)
        .where(CommandEntry.seq.between(*seqs))
    )
    return {seq: (digest, result) for seq, digest, result in found}


def result_of(stored: dict[str, Any]) -> Result:
    """Return a result as it stands in the ledger."""
    problem = stored.get("problem")
    return Result(**{**stored, "problem": Trouble(**problem) if problem else None})


def has_open_review(
    session: Session, device_id: str, entity: str, command_ids: Sequence[str], *, before: int
) -> bool:
    """Return whether an earlier command on the entity, or one of those named, waits for review."""
    found = session.scalar(
        select(Review.id)
        .where(Review.device_id == device_id, Review.state == "open", Review.seq < before)
        .where(Review.status.in_(FOR_REVIEW))
        .where(or_(Review.entity == entity, Review.command_id.in_(command_ids)))
        .limit(1)
    )
    return found is not None


def put_aside(session: Session, device_id: str, codes: Collection[str]) -> Sequence[int]:
    """Return the seqs of a device whose reviews are open under one of these codes, in order."""
    found = select(Review.seq).where(Review.device_id == device_id).where(*_open_under(codes))
    return session.scalars(found.order_by(Review.seq)).all()


def devices_waiting(session: Session, codes: Collection[str]) -> Sequence[tuple[str, str]]:
    """Return device and person of all open reviews under one of these codes."""
    found = select(Review.device_id, Review.person_id).where(*_open_under(codes)).distinct()
    return [(device_id, person_id) for device_id, person_id in session.execute(found)]


def open_review_of(session: Session, device_id: str, seq: int) -> Review | None:
    """Return the open review of a command."""
    found = select(Review).where(
        Review.device_id == device_id,
        Review.seq == seq,
        Review.command_id != "",
        Review.state == "open",
    )
    return session.scalars(found).one_or_none()


def defects(session: Session) -> Sequence[Defect]:
    """Return what was noted of phones and books that had gone wrong, the newest first."""
    newest_first = select(Defect).order_by(Defect.last_at.desc(), Defect.id.desc())
    return session.scalars(newest_first.limit(500)).all()


def defects_since(session: Session, at: datetime) -> dict[str, int]:
    """Return how many defects of each kind there were since an instant."""
    counted = select(Defect.kind, func.count()).where(Defect.last_at >= at).group_by(Defect.kind)
    return {kind: int(n) for kind, n in session.execute(counted)}


def reviews(session: Session, actor: Actor) -> Sequence[Review]:
    """Return the review list that a person may see: the bureau's, the branch's, or one's own."""
    found = _seen_by(actor, select(Review)).order_by(Review.state, Review.created_at.desc())
    return session.scalars(found.limit(500)).all()


def open_reviews(session: Session, actor: Actor | None = None, *, code: str | None = None) -> int:
    """Return how many reviews wait, or those of one code: all, or what a person may see."""
    found = select(func.count(Review.id)).where(Review.state == "open")
    if actor is not None:
        found = _seen_by(actor, found)
    if code is not None:
        found = found.where(Review.code == code)
    return session.scalar(found) or 0


def _seen_by(actor: Actor, found: Select[Any]) -> Select[Any]:
    if actor.role is Role.BRANCH_HEAD:
        return found.where(Review.branch_id == actor.branch_id)
    if not actor.sees_all_branches:
        return found.where(Review.person_id == actor.person_id)
    return found


def _open_under(codes: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return (Review.state == "open", Review.command_id != "", Review.code.in_(codes))
