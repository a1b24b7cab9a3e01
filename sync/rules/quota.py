"""From facts to the figures of one person under a plan; pwa/src/rules/quota.ts answers alike.

Whole numbers only. Days are civil days of the city; docs/quotas.md §2–4 says what each rule means.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sync.rules.quota_plan import HARD, Plan, Row
from sync.rules.quota_standing import Piece, Standing, branch_of, pieces_of, why_none

STANDS = "stands"


@dataclass(frozen=True)
class Visit:
    """A visit; `state` is stands, withdrawn or rejected; `received_on` is None while it waits."""

    id: str
    enterprise_id: str | None
    on: date
    author: str
    people: Sequence[str]
    state: str = STANDS
    received_on: date | None = None


@dataclass(frozen=True)
class Solution:
    """A problem solved, and for whom it counts; solutions of one `problem` are one."""

    id: str
    problem: str
    source: str
    on: date
    people: Sequence[str]
    hard: bool = False
    state: str = STANDS
    received_on: date | None = None


@dataclass(frozen=True)
class Item:
    """One fact: when it counts, why it does or does not, and what it adds to the figure."""

    id: str
    on: date
    why: str
    adds: int = 0


@dataclass(frozen=True)
class Figures:
    """What is asked of a person and what is done; without a row nothing is asked (`why_none`)."""

    row: Row | None
    why_none: str | None
    pieces: Sequence[Piece]
    branch_id: str | None
    waived: bool = False
    target_visits: int = 0
    target_solved: int = 0
    visits: Sequence[Item] = field(default=())
    problems: Sequence[Item] = field(default=())

    @property
    def enterprises(self) -> int:
        """Return how many distinct enterprises were visited (家)."""
        return sum(item.adds for item in self.visits)

    @property
    def visit_times(self) -> int:
        """Return how many visits count (家次), whether or not to an enterprise visited before."""
        return sum(item.why in VISIT_TIMES for item in self.visits)

    @property
    def solved(self) -> int:
        """Return what the solved problems weigh."""
        return sum(item.adds for item in self.problems)


VISIT_TIMES = frozenset({"counts", "again", "no_enterprise"})
_Fact = TypeVar("_Fact", Visit, Solution)


def figures(
    person_id: str,
    plan: Plan,
    standing: Standing,
    visits: Sequence[Visit],
    solutions: Sequence[Solution],
) -> Figures:
    """Return a person's figures; facts may come in any order and more than once."""
    pieces = tuple(pieces_of(plan, standing))
    days = sum(piece.days for piece in pieces)
    if days == 0 or days < plan.rules.least_days:
        why = "too_short" if pieces else why_none(plan, standing)
        return Figures(row=None, why_none=why, pieces=pieces, branch_id=branch_of(plan, pieces))
    row = _row(plan, pieces)
    waived = standing.waiver is not None and row.in_principle
    target_visits, target_solved = (0, 0) if waived else _targets(plan, row, pieces)
    return Figures(
        row=row,
        why_none=None,
        pieces=pieces,
        branch_id=branch_of(plan, pieces),
        waived=waived,
        target_visits=target_visits,
        target_solved=target_solved,
        visits=tuple(_visit_items(person_id, plan, pieces, visits)),
        problems=tuple(_problem_items(person_id, plan, pieces, solutions)),
    )


def _row(plan: Plan, pieces: Sequence[Piece]) -> Row:
    """Return the row that names the person: by the rank rule, pro rata under the highest."""
    if plan.rules.rank_rule == "at_end":
        return pieces[-1].row
    row = plan.row_of([piece.row.rank for piece in pieces])
    assert row is not None, "each piece has a row of the plan"
    return row


def _targets(plan: Plan, row: Row, pieces: Sequence[Piece]) -> tuple[int, int]:
    days = sum(piece.days for piece in pieces)
    whole = plan.days if plan.rules.part_rule == "by_days" else days
    shares = [(row, days)]
    if plan.rules.rank_rule == "by_days":
        shares = [(piece.row, piece.days) for piece in pieces]
    visits = sum(share.visits * n for share, n in shares)
    solved = sum(share.solved * n for share, n in shares)
    return _divided(plan, visits, whole), _divided(plan, solved, whole)


def _divided(plan: Plan, amount: int, by: int) -> int:
    if plan.rules.rounding == "up":
        return -(-amount // by)
    if plan.rules.rounding == "half_up":
        return (2 * amount + by) // (2 * by)
    return amount // by


def _visit_items(
    person_id: str, plan: Plan, pieces: Sequence[Piece], visits: Sequence[Visit]
) -> Iterator[Item]:
    reached: set[str] = set()
    for visit in _in_order(person_id, visits):
        on = _counted_on(visit)
        why = _why_not(plan, pieces, visit)
        if why is None and plan.rules.co_rule == "author" and visit.author != person_id:
            why = "not_author"
        if why is None and visit.enterprise_id is None:
            why = "no_enterprise"
        if why is None and visit.enterprise_id in reached:
            why = "again"
        if why is None and visit.enterprise_id is not None:
            reached.add(visit.enterprise_id)
        yield Item(visit.id, on, why or "counts", adds=0 if why else 1)


def _problem_items(
    person_id: str, plan: Plan, pieces: Sequence[Piece], solutions: Sequence[Solution]
) -> Iterator[Item]:
    seen: set[str] = set()
    for solution in _in_order(person_id, solutions):
        weight = _weight(plan.rules.weights, solution)
        why = _why_not(plan, pieces, solution)
        if why is None and weight == 0:
            why = "no_weight"
        if why is None and solution.problem in seen:
            why = "same_problem"
        if why is None:
            seen.add(solution.problem)
        yield Item(solution.id, _counted_on(solution), why or "counts", adds=0 if why else weight)


def _weight(weights: Mapping[str, int], solution: Solution) -> int:
    return weights[solution.source] * (weights[HARD] if solution.hard else 1)


def _in_order(person_id: str, facts: Sequence[_Fact]) -> list[_Fact]:
    mine = {fact.id: fact for fact in facts if person_id in fact.people}
    return sorted(mine.values(), key=lambda fact: (_counted_on(fact), fact.id))


def _counted_on(fact: Visit | Solution) -> date:
    """Return the day of a fact: a day that was still to come when it arrived is that of arrival."""
    return min(fact.on, fact.received_on or fact.on)


def _why_not(plan: Plan, pieces: Sequence[Piece], fact: Visit | Solution) -> str | None:
    on = _counted_on(fact)
    if fact.state != STANDS:
        return fact.state
    if not plan.first <= on <= plan.last:
        return "outside"
    if plan.rules.work_rule == "held" and not any(p.first <= on <= p.last for p in pieces):
        return "not_held"
    return None
