"""When a person stood under which row of a plan, and in which branch (docs/quotas.md §2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sync.rules.quota_plan import Plan, Row

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A time from its first to its last day, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Return whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Standing:
    """What a person was and when; the branch of a post at headquarters is None."""

    ranks: Sequence[tuple[str, Span]]
    members: Sequence[Span]
    posts: Sequence[tuple[str | None, Span]]
    waiver: str | None = None


@dataclass(frozen=True)
class Piece:
    """A time under one row in one branch."""

    row: Row
    branch_id: str | None
    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1


def pieces_of(plan: Plan, standing: Standing) -> Iterator[Piece]:
    """Yield the times under one row and branch, in order, those that touch joined."""
    held: Piece | None = None
    for first, last in _stretches(plan, standing):
        row = _row_on(plan, standing, first)
        post = next((post for post in standing.posts if post[1].holds(first)), None)
        if row is None or post is None:
            continue
        piece = Piece(row, post[0], first, last)
        if held and (held.row, held.branch_id) == (row, post[0]) and held.last + ONE_DAY == first:
            held = Piece(row, post[0], held.first, last)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def branch_of(plan: Plan, pieces: Sequence[Piece]) -> str | None:
    """Return the branch that answers for the person: the last, or of most days (else the later)."""
    if not pieces:
        return None
    if plan.rules.transfer_rule == "at_end":
        return pieces[-1].branch_id
    days: dict[str | None, int] = {}
    for piece in pieces:
        days[piece.branch_id] = days.get(piece.branch_id, 0) + piece.days
    latest = {piece.branch_id: piece.last for piece in pieces}
    return max(days, key=lambda branch_id: (days[branch_id], latest[branch_id]))


def why_none(plan: Plan, standing: Standing) -> str:
    """Return why somebody without pieces has none: no_post, not_member or no_rank."""
    period = Span(plan.first, plan.last)
    if not any(_meet(span, period) for _, span in standing.posts):
        return "no_post"
    if plan.members_only and not any(_meet(span, period) for span in standing.members):
        return "not_member"
    return "no_rank"


def _stretches(plan: Plan, standing: Standing) -> Iterator[tuple[date, date]]:
    """Cut the period wherever something begins or has ended."""
    spans = [span for _, span in (*standing.ranks, *standing.posts)] + [*standing.members]
    begun = {span.first for span in spans}
    ended = {span.last + ONE_DAY for span in spans if span.last < plan.last}
    cuts = sorted(day for day in begun | ended | {plan.first} if plan.first <= day <= plan.last)
    lasts = [*(day - ONE_DAY for day in cuts[1:]), plan.last]
    yield from zip(cuts, lasts, strict=True)


def _row_on(plan: Plan, standing: Standing, day: date) -> Row | None:
    if plan.members_only and not any(span.holds(day) for span in standing.members):
        return None
    return plan.row_of([rank for rank, span in standing.ranks if span.holds(day)])


def _meet(one: Span, other: Span) -> bool:
    return one.first <= other.last and other.first <= one.last
