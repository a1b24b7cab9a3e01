"""Which row of a plan a person answers to: pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.features.accounts.standing import Rank
from server.features.quotas.counting import Counts, Period


@dataclass(frozen=True)
class PlanRow:
    """What a rank is asked for; `in_principle` may be waived with a reason."""

    rank: Rank
    visits: int
    solved: int
    in_principle: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the row as it is stored and travels."""
        return {
            "rank": self.rank.value,
            "visits": self.visits,
            "solved": self.solved,
            "in_principle": self.in_principle,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "PlanRow":
        """Return the row that `as_json` wrote."""
        return cls(Rank(raw["rank"]), raw["visits"], raw["solved"], raw["in_principle"])


@dataclass(frozen=True)
class Span:
    """A time from a day on, until a day if that is known."""

    first: date
    last: date | None

    @classmethod
    def known(cls, first: date | None, last: date | None) -> "Span":
        """Return a time of which the first day may not be known: it counts from the beginning."""
        return cls(first or date.min, last)

    def within(self, period: Period) -> Period | None:
        """Return the part of the time that falls into a period."""
        first = max(self.first, period.first)
        last = min(self.last or date.max, period.last)
        return Period(first, last) if first <= last else None


@dataclass(frozen=True)
class Target:
    """The row that applies, and from when to when the person stood under it."""

    row: PlanRow
    held: Period


# The circular of 2014 (DOMAIN 116–118): ordinary members have no visit quota.
USUAL_ROWS = (
    PlanRow(Rank.DEPUTY_DIVISION, visits=2, solved=2),
    PlanRow(Rank.DEPUTY_SECTION, visits=1, solved=1),
    PlanRow(Rank.ORDINARY, visits=0, solved=1, in_principle=True),
)


def target_of(
    rows: Sequence[PlanRow],
    ranks: Sequence[tuple[Rank, Span]],
    memberships: Sequence[Span],
    period: Period,
) -> Target | None:
    """Return the row of the highest rank that a member held during the period, if any."""
    for rank in Rank:
        row = next((row for row in rows if row.rank is rank), None)
        spans = [span for held, span in ranks if held is rank]
        pieces = list(_pieces(spans, memberships, period))
        if row is not None and pieces:
            first = min(piece.first for piece in pieces)
            return Target(row, Period(first, max(piece.last for piece in pieces)))
    return None


def is_met(target_visits: int, target_solved: int, counts: Counts) -> bool:
    """Return whether the counts reach the targets; only distinct enterprises count as visited."""
    return counts.enterprises >= target_visits and counts.solved >= target_solved


def share_met(target_visits: int, target_solved: int, counts: Counts) -> float:
    """Return how much of the targets is reached, from 0 to 1; more of one never stands in."""
    asked = target_visits + target_solved
    reached = min(counts.enterprises, target_visits) + min(counts.solved, target_solved)
    return reached / asked if asked else 1.0


def _pieces(ranks: Sequence[Span], memberships: Sequence[Span], period: Period) -> Iterator[Period]:
    for rank in ranks:
        in_rank = rank.within(period)
        for membership in memberships:
            piece = membership.within(in_rank) if in_rank else None
            if piece is not None:
                yield piece
