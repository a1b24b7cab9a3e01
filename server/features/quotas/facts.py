"""What happened at the doors, as far as it counts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.features.quotas.counting import Period, SolvedFinding, Visit
from server.features.visits import queries as visits


@dataclass(frozen=True)
class Facts:
    """Visits and solved problems by person."""

    visits: Mapping[str, Sequence[Visit]]
    findings: Mapping[str, Sequence[SolvedFinding]]


def facts_of_people(session: Session, person_ids: Collection[str], period: Period) -> Facts:
    """Return what may count for these people in a period."""
    seen: dict[str, list[Visit]] = defaultdict(list)
    for row in visits.visits_of_people(session, person_ids, period.first, period.last):
        participants = frozenset({row.person_id})
        visit = Visit(row.visit_id, row.enterprise_id, row.visited_on, participants)
        seen[row.person_id].append(visit)
    solved: dict[str, list[SolvedFinding]] = defaultdict(list)
    for found in visits.solved_by_people(session, person_ids, period.first, period.last):
        finding = SolvedFinding(found.finding_id, found.person_id, found.solved_on)
        solved[found.person_id].append(finding)
    return Facts(seen, solved)
