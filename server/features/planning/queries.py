"""Read assigned visits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.features.accounts import queries as accounts
from server.features.planning.models import VisitPlan

PLANNED, DONE, CANCELLED = "planned", "done", "cancelled"
MOST = 2000

_THERE = VisitPlan.enterprise_id.in_(bindparam("enterprises", expanding=True))
CONCERNED_HELD = (
    select(VisitPlan)
    .where(
        or_(
            VisitPlan.visit_id.in_(bindparam("visits", expanding=True)),
            and_(VisitPlan.state == PLANNED, _THERE),
        )
    )
    .order_by(VisitPlan.due_on, VisitPlan.id)
    .with_for_update()
)


@dataclass(frozen=True)
class Wanted:
    """Which assigned visits to list: by the day they are due, of one branch or one person."""

    first: date
    last: date
    branch_id: str | None = None
    person_id: str | None = None


def plan(session: Session, plan_id: str) -> VisitPlan | None:
    """Return one assigned visit."""
    return session.get(VisitPlan, plan_id)


def plan_locked(session: Session, plan_id: str) -> VisitPlan | None:
    """Return one assigned visit as it now is, held until the end of the transaction."""
    held = select(VisitPlan).where(VisitPlan.id == plan_id).with_for_update()
    return session.scalars(held.execution_options(populate_existing=True)).one_or_none()


def plans(session: Session, wanted: Wanted, caller: Actor) -> Sequence[VisitPlan]:
    """Return the visits due in these days that the caller may see, day by day.

    What is still to be made from before the first day comes along: it is overdue.
    """
    late = (VisitPlan.due_on < wanted.first) & (VisitPlan.state == PLANNED)
    found = (
        select(VisitPlan)
        .where(or_(VisitPlan.due_on.between(wanted.first, wanted.last), late))
        .order_by(VisitPlan.due_on, VisitPlan.id)
        .limit(MOST)
    )
    branch_id = wanted.branch_id if caller.sees_all_branches else caller.branch_id or ""
    if branch_id is not None:
        found = found.where(VisitPlan.person_id.in_(_people(session, branch_id)))
    if wanted.person_id is not None:
        found = found.where(VisitPlan.person_id == wanted.person_id)
    return session.scalars(found).all()


def overdue(session: Session, today: date, *, branch_id: str | None) -> int:
    """Return how many visits should have been made before today and were not."""
    found = select(func.count()).where(VisitPlan.state == PLANNED, VisitPlan.due_on < today)
    if branch_id is not None:
        found = found.where(VisitPlan.person_id.in_(_people(session, branch_id)))
    return session.scalar(found) or 0


def concerned(
    session: Session, visit_ids: Collection[str], enterprise_ids: Collection[str]
) -> Sequence[VisitPlan]:
    """Return what these visits did or is still to be made to these enterprises, held.

    Those due first come first.
    """
    asked = {"visits": list(visit_ids), "enterprises": list(enterprise_ids)}
    return session.scalars(CONCERNED_HELD, asked).all()


def planned_for(session: Session, enterprise_id: str, person_id: str) -> VisitPlan | None:
    """Return the visit that a person still has to make to an enterprise, if any."""
    return session.scalars(
        select(VisitPlan)
        .where(VisitPlan.enterprise_id == enterprise_id, VisitPlan.person_id == person_id)
        .where(VisitPlan.state == PLANNED)
        .limit(1)
    ).one_or_none()


def _people(session: Session, branch_id: str) -> list[str]:
    return [person.id for person in accounts.people(session, branch_id=branch_id)]
