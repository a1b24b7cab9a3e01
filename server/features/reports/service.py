"""How often people went out (人次), in their post and out of it. Meanings: docs/reports.md."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core.auth import Role
from server.features.accounts import queries as accounts
from server.features.accounts.queries import Colleague
from server.features.organisation import queries as organisation
from server.features.reports.figures import HEADQUARTERS, Span
from server.features.reports.models import PersonTally

# Who holds a post at a branch; everybody else serves outside of it wherever he goes.
AT_A_POST = frozenset({Role.OFFICER, Role.BRANCH_HEAD})


class Post(Protocol):
    """Where somebody belonged, and from and until which day as far as that is known."""

    @property
    def branch_id(self) -> str | None: ...
    @property
    def from_on(self) -> date | None: ...
    @property
    def to_on(self) -> date | None: ...


@dataclass(frozen=True)
class ServiceLine:
    """How often people of a branch served in their post and out of it (人次)."""

    branch_id: str | None
    name: str
    in_post: int
    out_of_post: int


def person_visits(session: Session, span: Span) -> Mapping[str, Counter[str]]:
    """Return how often each person visited the places of each branch, whatever his own is."""
    columns = (PersonTally.person_id, PersonTally.branch_id)
    found = (
        select(*columns, func.sum(PersonTally.n))
        .where(PersonTally.on.between(span.first, span.last))
        .group_by(*columns)
    )
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for person, branch, visits in session.execute(found):
        told[person][branch] = int(visits)
    return told


def service(
    session: Session, span: Span, people: Sequence[Colleague], visits: Mapping[str, Counter[str]]
) -> list[ServiceLine]:
    """Return service in the post and out of it, by the branch of the post on each visit's day."""
    posts = accounts.posts_of_people(session, None)
    # Few: all visits of a year by day are far more than anybody waits for.
    moved = [who for who in visits if not _stayed(posts.get(who, ()), span)]
    by_day = _by_day(session, span, moved)
    in_post: Counter[str] = Counter()
    out_of_post: Counter[str] = Counter()
    for person in people:
        whole = [(span.first, place, n) for place, n in visits.get(person.id, {}).items()]
        for on, place, n in by_day.get(person.id, whole):
            own = _branch_on(person, posts.get(person.id, ()), on)
            told = in_post if own == place and Role(person.role) in AT_A_POST else out_of_post
            told[own or ""] += n
    names = {branch.id: branch.name for branch in organisation.branches(session)}
    return [
        ServiceLine(branch or None, name, in_post[branch], out_of_post[branch])
        for branch, name in {**names, "": HEADQUARTERS}.items()
        if span.branch_id in (None, branch) and in_post[branch] + out_of_post[branch]
    ]


def _stayed(posts: Collection[Post], span: Span) -> bool:
    """Return whether the branch is the same on all days: by one post, or as no post is known."""
    touched = [post for post in posts if _touches(post, span)]
    return not touched or any(
        _holds(post, span.first) and _holds(post, span.last) for post in touched
    )


def _touches(post: Post, span: Span) -> bool:
    return (post.from_on or date.min) <= span.last and span.first <= (post.to_on or date.max)


def _holds(post: Post, day: date) -> bool:
    return (post.from_on or date.min) <= day <= (post.to_on or date.max)


def _branch_on(person: Colleague, posts: Collection[Post], day: date) -> str | None:
    """Return the branch of the post on a day; on days of which no post is known, today's."""
    held = next((post for post in posts if _holds(post, day)), None)
    return held.branch_id if held else person.branch_id


def _by_day(
    session: Session, span: Span, person_ids: Collection[str]
) -> Mapping[str, Sequence[tuple[date, str, int]]]:
    """Return the visits of few people by the day and the branch of the place."""
    told: dict[str, list[tuple[date, str, int]]] = defaultdict(list)
    columns = (PersonTally.person_id, PersonTally.on, PersonTally.branch_id, PersonTally.n)
    found = select(*columns).where(
        PersonTally.on.between(span.first, span.last), PersonTally.person_id.in_(person_ids)
    )
    for person, on, place, n in session.execute(found):
        told[person].append((on, place, n))
    return told
