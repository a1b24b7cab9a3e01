"""Open reviews and settle them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from server.core import audit
from server.core.auth import Actor, Role
from server.core.ids import new_id
from server.core.problems import NotFound, Problem
from server.features.reviews import queries
from server.features.reviews.models import Review
from sync.protocol import Command
from sync.store import Outcome

RUN_AGAIN = "系统升级后已自动处理，无需再做什么。"


class AlreadySettled(Problem):
    code = "409.03"
    title = "这一条已经处理过了"


@dataclass(frozen=True)
class Incident:
    """A command of a device that was not simply applied, and what became of it."""

    device_id: str
    seq: int
    command: Command | None
    outcome: Outcome


def open_review(session: Session, incident: Incident, *, by: Actor, at: datetime) -> None:
    """Keep what was not simply applied for somebody to look at."""
    command = incident.command
    review = Review(
        id=new_id(),
        device_id=incident.device_id,
        person_id=by.person_id,
        branch_id=incident.outcome.desk or by.branch_id,
        seq=incident.seq,
        command_id=command.id if command else "",
        command_name=command.name if command else "",
        entity=command.entity if command else "",
        created_at=at,
    )
    _explain(review, incident.outcome)
    session.add(review)


def amend_review(
    session: Session, device_id: str, seq: int, why: Outcome | None, *, at: datetime
) -> None:
    """Say what became of a command that was run again; None: nobody need look at it."""
    found = queries.open_review_of(session, device_id, seq)
    assert found is not None, "only what waits is amended"
    if why is None:
        found.state, found.resolution, found.resolved_at = "settled", RUN_AGAIN, at
        return
    _explain(found, why)


def settle_review(
    session: Session, review_id: str, resolution: str, *, by: Actor, at: datetime
) -> Review:
    """Close a review with words that the officer will read."""
    found = session.get(Review, review_id)
    if found is None or (by.role is Role.BRANCH_HEAD and found.branch_id != by.branch_id):
        raise NotFound
    if found.state != "open":
        raise AlreadySettled
    found.state = "settled"
    found.resolution = resolution
    found.resolved_by = by.person_id
    found.resolved_at = at
    audit.record(session, "review.settled", subject=found.id, by=by, at=at)
    return found


def _explain(review: Review, why: Outcome) -> None:
    """Write what became of the command, and why."""
    problem = why.problem
    review.status = why.status
    review.code = problem.code if problem else ""
    review.title = problem.title if problem else ""
    review.detail = problem.detail if problem else ""
    review.mine, review.theirs = dict(why.mine), dict(why.theirs)
