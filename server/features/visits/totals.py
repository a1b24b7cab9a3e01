"""Visits counted for those who lead: by day, branch and kind, and what of them is still open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.features.visits.models import Finding, Visit


@dataclass(frozen=True)
class Tally:
    """How many visits that stand a branch made on a day, of one kind."""

    visited_on: date
    branch_id: str | None
    kind: str
    visits: int


def tallies(
    session: Session, first: date, last: date, *, branch_id: str | None = None
) -> Sequence[Tally]:
    """Return the visits of these days, of one branch or of all, in groups."""
    groups = (Visit.visited_on, Visit.branch_id, Visit.kind)
    found = (
        select(*groups, func.count())
        .where(Visit.state == "closed", Visit.visited_on.between(first, last))
        .group_by(*groups)
        .order_by(*groups)
    )
    if branch_id is not None:
        found = found.where(Visit.branch_id == branch_id)
    return [Tally(*row) for row in session.execute(found)]


def open_findings(session: Session, *, branch_id: str | None = None) -> int:
    """Return how many problems of visits that stand wait for a solution."""
    found = (
        select(func.count())
        .select_from(Finding)
        .join(Visit, Visit.id == Finding.visit_id)
        .where(Finding.state == "open", Visit.state == "closed")
    )
    if branch_id is not None:
        found = found.where(Visit.branch_id == branch_id)
    return session.scalar(found) or 0


def visits_of_branch(session: Session, branch_id: str, ids: Collection[str]) -> frozenset[str]:
    """Return those of these visits that a branch made."""
    if not ids:
        return frozenset()
    found = select(Visit.id).where(Visit.branch_id == branch_id, Visit.id.in_(ids))
    return frozenset(session.scalars(found))
