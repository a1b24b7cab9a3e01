"""The ways in which a review may be settled, and by whom."""

from enum import StrEnum

from sqlalchemy.orm import Session

from server.core import reviewing, verbs
from server.core.auth import Actor, Role
from server.features.reviews import queries, sides, stored
from server.features.reviews.models import Review
from server.features.reviews.sides import Side
from sync.protocol import FOR_REVIEW


class Way(StrEnum):
    """What can be done with a review; `FOLLOWED` is what the bureau itself did behind one.

    Acts of law that give concern are accepted, corrected or withdrawn.
    """

    KEEP_THEIRS = "keep_theirs"
    TAKE_MINE = "take_mine"
    TAKE_BOTH = "take_both"
    HAND_BACK = "hand_back"
    ACCEPT = "accept"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    FOLLOWED = "followed"


SETTLERS = frozenset({Role.BRANCH_HEAD, Role.MANAGER, Role.ADMINISTRATOR})
TAKING = frozenset({Way.TAKE_MINE, Way.TAKE_BOTH})
ACTING = frozenset({Way.ACCEPT, Way.CORRECT, Way.WITHDRAW})


def ways_of(session: Session, review: Review, differing: list[Side], actor: Actor) -> list[Way]:
    """Return what a person may do with a review as it now stands, the usual first."""
    if actor.role not in SETTLERS:
        return []
    if review.state != "open":
        return [Way.UNDO] if review.trace else []
    command = stored.command_of(review)
    acting = reviewing.acting(command) if command and review.status == "concern" else None
    if command is not None and acting is not None:
        return [Way(way) for way in acting.ways(session, command, actor)]
    found = [Way.KEEP_THEIRS, Way.HAND_BACK]
    if _can_run(session, review, differing):
        found.insert(1, Way.TAKE_MINE)
        if sides.both(differing):
            found.insert(2, Way.TAKE_BOTH)
    return found


def _can_run(session: Session, review: Review, differing: list[Side]) -> bool:
    """Return whether something was not done, is known here, and nothing stands before it."""
    command = stored.command_of(review)
    if command is None or (command.name, command.version) not in verbs.installed():
        return False
    is_left = review.status in FOR_REVIEW or (review.status == "concern" and bool(differing))
    return is_left and queries.ahead_of(session, review) is None
