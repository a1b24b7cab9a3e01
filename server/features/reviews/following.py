"""Run what waited behind a review that has been settled, in order, each exactly once."""

from datetime import datetime

from sqlalchemy.orm import Session

from server.core import audit
from server.core.hooks import tell
from server.features.reviews import queries, stored
from server.features.reviews.models import Review
from server.features.reviews.ways import Way
from sync.protocol import FOR_REVIEW
from sync.running import shown
from sync.store import Outcome

# Told with device, seq and outcome when a command ran after all, or was undone again.
RAN = "reviews.ran"
WORDS = "前一条处理好以后，已自动办理。"


def run_those_behind(session: Session, device_id: str, *, at: datetime) -> list[str]:
    """Run every blocked command before which nothing waits any more; return which took effect.

    Must hold the device, so that its phone can neither send the same commands nor add to them.
    """
    took_effect = []
    for review in queries.blocked_of(session, device_id):
        if queries.ahead_of(session, review) is not None:
            continue
        command = stored.command_of(review)
        if command is None:
            continue
        outcome = stored.rerun(session, review, command, backed_by=None, at=at)
        _note(session, review, outcome, at)
        if outcome.status not in FOR_REVIEW:
            took_effect.append(review.id)
    return took_effect


def explain(review: Review, outcome: Outcome) -> None:
    """Write what became of the command, and why."""
    problem = outcome.problem
    review.status = outcome.status
    review.code = problem.code if problem else ""
    review.title = problem.title if problem else ""
    review.detail = problem.detail if problem else ""


def close(review: Review, outcome: str, words: str, at: datetime) -> None:
    """Settle what took effect without anybody's doing."""
    review.state, review.settled_as = "settled", Way.FOLLOWED.value
    review.outcome, review.resolution, review.resolved_at = outcome, words, at


def _note(session: Session, review: Review, outcome: Outcome, at: datetime) -> None:
    """Settle what took effect; what a person has to look at stays open, with its own reason."""
    why = shown(outcome)
    if why is None:
        close(review, outcome.status, WORDS, at)
    else:
        explain(review, why)
        review.mine, review.theirs = (
            dict(why.mine or review.mine),
            dict(why.theirs or review.theirs),
        )
    tell(RAN, session, review.device_id, review.seq, outcome)
    audit.record(
        session, "review.followed", subject=review.id, by=None, at=at, outcome=outcome.status
    )
    session.flush()
