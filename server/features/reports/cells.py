"""Which cells of the tallies count a visit: pure, so that anybody can count again."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Protocol

# A table's letter and the values of its key; days as ISO text, as JSON keeps them.
Cell = tuple[Any, ...]
PLACE, PERSON, PROBLEM = "place", "person", "problem"
STILL_OPEN = -1


class Visit(Protocol):
    """A visit as far as it is counted."""

    @property
    def state(self) -> str: ...
    @property
    def visited_on(self) -> date: ...
    @property
    def branch_id(self) -> str | None: ...
    @property
    def town_code(self) -> str | None: ...
    @property
    def participants(self) -> list[str]: ...


class Finding(Protocol):
    """A problem as far as it is counted."""

    @property
    def category(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def solved_on(self) -> date | None: ...


def cells_of(visit: Visit, findings: Iterable[Finding]) -> Counter[Cell]:
    """Return how often each cell counts a visit and its problems; a withdrawn one not at all."""
    if visit.state != "closed":
        return Counter()
    return Counter(_cells(visit, findings))


def _cells(visit: Visit, findings: Iterable[Finding]) -> Iterator[Cell]:
    where = (visit.visited_on.isoformat(), visit.branch_id or "", visit.town_code or "")
    yield (PLACE, *where)
    for person in dict.fromkeys(visit.participants):
        yield (PERSON, *where, person)
    for finding in findings:
        yield (PROBLEM, *where, finding.category, _took_days(visit, finding))


def _took_days(visit: Visit, finding: Finding) -> int:
    if finding.state != "solved" or finding.solved_on is None:
        return STILL_OPEN
    # A clock that was wrong must not make a solution come before its problem.
    return max(0, (finding.solved_on - visit.visited_on).days)
