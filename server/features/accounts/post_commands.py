"""Keep what is known of where people belonged and since when; a transfer adds to it by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy.orm import Session

from server.core import audit, hooks
from server.core.auth import Actor
from server.core.ids import new_id
from server.core.problems import Problem
from server.features.accounts import people_commands, queries
from server.features.accounts.models import PersonPost
from server.features.accounts.people_commands import (
    STANDING_CHANGED,
    BranchUnknown,
    EndsBeforeItStarts,
    TimesOverlap,
)
from server.features.organisation import queries as organisation


class LastPostElsewhere(Problem):
    code = "422.265"
    title = "最后一段任职要是现在的单位，而且没有结束；调动请改“所属分局”"


@dataclass(frozen=True)
class Held:
    """A post at a branch, or None for headquarters; a day that nobody knows stays open."""

    branch_id: str | None
    from_on: date | None = None
    to_on: date | None = None

    @property
    def first(self) -> date:
        """Return the first day, the beginning of time where nobody knows it."""
        return self.from_on or date.min

    @property
    def last(self) -> date:
        """Return the last day, the end of time while the post is held."""
        return self.to_on or date.max


def set_posts(
    session: Session, person_id: str, wanted: Sequence[Held], *, by: Actor, at: datetime
) -> Sequence[PersonPost]:
    """Have a person have held these posts, and no others; figures are counted anew.

    All at once, as the day of a transfer ends one post and begins another.
    """
    person = people_commands.known_person(session, person_id)
    posts = sorted(wanted, key=lambda post: post.first)
    _check_days(posts)
    _check_branches(session, posts)
    if not posts or (posts[-1].branch_id, posts[-1].to_on) != (person.branch_id, None):
        raise LastPostElsewhere
    before = queries.posts_of_people(session, [person_id]).get(person_id, [])
    if _held(before) == posts:
        return before
    for earlier in before:
        session.delete(earlier)
    for post in posts:
        days = {"from_on": post.from_on, "to_on": post.to_on}
        session.add(PersonPost(id=new_id(), person_id=person_id, branch_id=post.branch_id, **days))
    session.flush()
    audit.record(session, "person.standing_changed", subject=person_id, by=by, at=at)
    hooks.tell(STANDING_CHANGED, session, frozenset({person_id}))
    return queries.posts_of_people(session, [person_id])[person_id]


def _check_days(posts: Sequence[Held]) -> None:
    if any(post.last < post.first for post in posts):
        raise EndsBeforeItStarts
    if any(later.first <= earlier.last for earlier, later in pairwise(posts)):
        raise TimesOverlap


def _check_branches(session: Session, posts: Sequence[Held]) -> None:
    for branch_id in {post.branch_id for post in posts} - {None}:
        if organisation.branch(session, branch_id or "") is None:
            raise BranchUnknown


def _held(posts: Sequence[PersonPost]) -> list[Held]:
    return [Held(post.branch_id, post.from_on, post.to_on) for post in posts]
