"""What should have been done by now: problems, matters, assigned visits, reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.features.cases import queries as cases
from server.features.organisation import queries as organisation
from server.features.planning import queries as planning
from server.features.reports.figures import HEADQUARTERS, LATE_AFTER
from server.features.reviews import queries as reviews
from server.features.visits import queries as visits

MOST_LINES = 50


@dataclass(frozen=True)
class LateProblem:
    """A problem that waits for a solution for more than thirty days."""

    finding_id: str
    visit_id: str
    enterprise_name: str
    branch_name: str
    category: str
    text: str
    found_on: date
    days: int


@dataclass(frozen=True)
class Overdue:
    """The oldest late problems (at most `MOST_LINES`), and how much of other kinds is late."""

    problems: Sequence[LateProblem]
    matters: int
    visit_plans: int
    open_reviews: int


def overdue(session: Session, caller: Actor, branch_id: str | None, *, today: date) -> Overdue:
    """Return what is overdue today, whatever period the page shows."""
    names = {branch.id: branch.name for branch in organisation.branches(session)}
    late = visits.oldest_open(session, today - LATE_AFTER, branch_id=branch_id, most=MOST_LINES)
    return Overdue(
        problems=[
            LateProblem(
                finding_id=one.finding_id,
                visit_id=one.visit_id,
                enterprise_name=one.enterprise_name,
                branch_name=names.get(one.branch_id or "", HEADQUARTERS),
                category=one.category,
                text=one.text,
                found_on=one.found_on,
                days=(today - one.found_on).days,
            )
            for one in late
        ],
        matters=cases.overdue(session, today, branch_id=branch_id),
        visit_plans=planning.overdue(session, today, branch_id=branch_id),
        open_reviews=reviews.open_reviews(session, caller),
    )
