"""What counts for a quota: pure, so that a closed period can be counted again by anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """The civil days from the first to the last, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Return whether a day falls into the period."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Visit:
    """A visit as far as it counts."""

    id: str
    enterprise_id: str
    on: date
    participants: frozenset[str]
    withdrawn: bool = False


@dataclass(frozen=True)
class SolvedFinding:
    """A problem that somebody solved; `withdrawn` when the visit that found it was taken back."""

    id: str
    solved_by: str
    solved_on: date
    withdrawn: bool = False


@dataclass(frozen=True)
class Counts:
    """Distinct enterprises, visit-times (家次) and problems solved."""

    enterprises: int
    visit_times: int
    solved: int


def count(
    person_id: str, period: Period, visits: Iterable[Visit], findings: Iterable[SolvedFinding]
) -> Counts:
    """Count for one person: a joint visit for each participant, a problem for who solved it."""
    visited = {
        visit.id: visit.enterprise_id
        for visit in visits
        if not visit.withdrawn and person_id in visit.participants and period.holds(visit.on)
    }
    solved = {
        finding.id
        for finding in findings
        if not finding.withdrawn
        and finding.solved_by == person_id
        and period.holds(finding.solved_on)
    }
    return Counts(len(set(visited.values())), len(visited), len(solved))
