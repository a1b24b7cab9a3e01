"""Read the review list."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from server.core.auth import Actor, Role
from server.features.reviews.models import Review
from sync.protocol import FOR_REVIEW


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
