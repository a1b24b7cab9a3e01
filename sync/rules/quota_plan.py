"""What a plan asks, as data: its rows and rules, and what is wrong with it (docs/quotas.md §1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

# Highest first.
RANKS = ("deputy_division", "deputy_section", "ordinary")
ORDINARY = "ordinary"
SOURCES = ("finding", "petition", "registration")
HARD = "hard"
MOST = 999
MOST_WEIGHT = 9
CHOICES: Mapping[str, tuple[str, ...]] = {
    "rank_rule": ("highest", "at_end", "by_days"),
    "part_rule": ("whole", "by_days"),
    "rounding": ("up", "half_up", "down"),
    "transfer_rule": ("at_end", "longest"),
    "work_rule": ("period", "held"),
    "co_rule": ("each", "author"),
}
USUAL_WEIGHTS: Mapping[str, int] = dict.fromkeys((*SOURCES, HARD), 1)
# What the plans before the rules were data did.
USUAL_RULES: Mapping[str, Any] = {
    **{name: choices[0] for name, choices in CHOICES.items()},
    "least_days": 0,
    "weights": USUAL_WEIGHTS,
}


@dataclass(frozen=True)
class Row:
    """What a rank is asked for; `in_principle` may be waived with a reason."""

    rank: str
    visits: int
    solved: int
    in_principle: bool = False

    def holds_for(self, rank: str) -> bool:
        """Return whether a rank stands under this row: 以上 takes higher ones, 一般 only itself."""
        if self.rank == ORDINARY:
            return rank == ORDINARY
        return RANKS.index(rank) <= RANKS.index(self.rank)

    def as_json(self) -> dict[str, Any]:
        """Return the row as it is stored and travels."""
        return {
            "rank": self.rank,
            "visits": self.visits,
            "solved": self.solved,
            "in_principle": self.in_principle,
        }


@dataclass(frozen=True)
class Rules:
    """How a plan counts: words of CHOICES; `least_days` and weights are whole numbers."""

    rank_rule: str = "highest"
    part_rule: str = "whole"
    rounding: str = "up"
    transfer_rule: str = "at_end"
    work_rule: str = "period"
    co_rule: str = "each"
    least_days: int = 0
    weights: Mapping[str, int] = field(default_factory=lambda: USUAL_WEIGHTS)


@dataclass(frozen=True)
class Plan:
    """A period of civil days in the city, both included, and what each rank shall do in it."""

    first: date
    last: date
    rows: Sequence[Row]
    members_only: bool
    rules: Rules

    @property
    def days(self) -> int:
        """Return how many days the period has."""
        return (self.last - self.first).days + 1

    def row_of(self, ranks: Sequence[str]) -> Row | None:
        """Return the row of the highest rank among those held on a day, if any row holds."""
        rows = sorted(self.rows, key=lambda row: RANKS.index(row.rank))
        return next((row for row in rows if any(map(row.holds_for, ranks))), None)


# The circular of 2014: ordinary members have no visit quota.
USUAL_ROWS = (
    Row("deputy_division", visits=2, solved=2),
    Row("deputy_section", visits=1, solved=1),
    Row(ORDINARY, visits=0, solved=1, in_principle=True),
)


def read_plan(raw: Mapping[str, Any]) -> Plan:
    """Return the plan of its JSON, in which `plan_faults` finds nothing."""
    return Plan(
        first=date.fromisoformat(raw["period_from"]),
        last=date.fromisoformat(raw["period_to"]),
        rows=tuple(Row(**row) for row in raw["rows"]),
        members_only=raw["members_only"],
        rules=Rules(**{**USUAL_RULES, **raw["rules"]}),
    )


def plan_faults(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield where a plan is wrong, and how: backwards, rank, twice, target, choice, weight."""
    if raw["period_to"] < raw["period_from"]:
        yield "period_to", "backwards"
    seen: set[str] = set()
    for n, row in enumerate(raw["rows"]):
        if row["rank"] not in RANKS:
            yield f"rows.{n}.rank", "rank"
        if row["rank"] in seen:
            yield f"rows.{n}.rank", "twice"
        seen.add(row["rank"])
        for name in ("visits", "solved"):
            if not _is_within(row[name], MOST):
                yield f"rows.{n}.{name}", "target"
    yield from _rule_faults(raw["rules"])


def _rule_faults(rules: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, told in rules.items():
        if name == "weights":
            known = set(told) == set(USUAL_WEIGHTS)
            if not known or not all(_is_within(weight, MOST_WEIGHT) for weight in told.values()):
                yield "rules.weights", "weight"
        elif name == "least_days":
            if not _is_within(told, MOST):
                yield "rules.least_days", "target"
        elif told not in CHOICES.get(name, ()):
            yield f"rules.{name}", "choice"


def _is_within(told: object, most: int) -> bool:
    return type(told) is int and 0 <= told <= most
