"""Read the review list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from server.core.auth import Actor, Role
from server.features.reviews.models import Review
from sync.protocol import FOR_REVIEW

MOST = 500


# What of a device is open and was not done: later commands on it must wait.
HALTING = select(Review).where(
    Review.device_id == bindparam("device"),
    Review.state == "open",
    Review.status.in_(FOR_REVIEW),
)
WAITING = HALTING.with_only_columns(Review.seq, Review.entity, Review.command_id)


@dataclass(frozen=True)
class Waiting:
    """A command that halts what is behind it until a person has settled it."""

    seq: int
    entity: str
    command_id: str


def waiting(session: Session, device_id: str) -> Sequence[Waiting]:
    """Return which commands of a device wait for a person."""
    return [Waiting(*row) for row in session.execute(WAITING, {"device": device_id})]


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


def ahead_of(session: Session, later: Review) -> Review | None:
    """Return the first open review that must be settled before the command of `later` may run."""
    deps = (later.command or {}).get("deps", ())
    earlier = HALTING.where(Review.seq < later.seq)
    same = (Review.entity == later.entity) & (Review.entity != "")
    return session.scalars(
        earlier.where(or_(same, Review.command_id.in_(deps))).order_by(Review.seq).limit(1),
        {"device": later.device_id},
    ).one_or_none()


def blocked_of(session: Session, device_id: str) -> Sequence[Review]:
    """Return what of a device waits behind something else, in the order of its chain."""
    return session.scalars(
        HALTING.where(Review.status == "blocked").order_by(Review.seq), {"device": device_id}
    ).all()


def behind(session: Session, first: Review) -> Sequence[Review]:
    """Return the later commands that wait for this one, directly or one behind the other."""
    waiting, entities, ids = [], {first.entity} - {""}, {first.command_id} - {""}
    for later in blocked_of(session, first.device_id):
        deps = set((later.command or {}).get("deps", ()))
        if later.seq > first.seq and (later.entity in entities or deps & ids):
            waiting.append(later)
            entities.add(later.entity)
            ids.add(later.command_id)
    return waiting


def reviews(session: Session, actor: Actor) -> Sequence[Review]:
    """Return the review list that a person may see: the bureau's, the branch's, or one's own."""
    found = _seen_by(actor, select(Review)).order_by(Review.state, Review.created_at.desc())
    return session.scalars(found.order_by(Review.seq.desc()).limit(MOST)).all()


def review(session: Session, actor: Actor, review_id: str) -> Review | None:
    """Return one review that a person may see."""
    found = _seen_by(actor, select(Review)).where(Review.id == review_id)
    return session.scalars(found).one_or_none()


def count(session: Session) -> int:
    """Return how many reviews there are and ever were."""
    return session.scalar(select(func.count(Review.id))) or 0


def not_taken_in(session: Session, person_id: str, command_name: str) -> Sequence[Review]:
    """Return the reviews of a person's commands of one name that had no effect until now."""
    found = select(Review).where(
        Review.person_id == person_id,
        Review.command_name == command_name,
        Review.status.in_(FOR_REVIEW),
        Review.outcome == "",
    )
    return session.scalars(found.order_by(Review.created_at, Review.seq)).all()


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
