"""Take back what a review had decided: a withdrawal, a solution. Only reviews do that."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core import audit, held_rows
from server.core.auth import Actor
from server.features.enterprises import queries as enterprises
from server.features.visits import queries, revising, standing
from server.features.visits.models import Finding, Visit
from server.features.visits.revising import Reason

SOLUTION = ("state", "solved_on", "solved_note", "confirmed_by", "solved_by")


def reinstate_visit(
    session: Session, visit: Visit, reason: str, *, by: Actor, at: datetime
) -> None:
    """Have a withdrawn visit stand and count again; the history says why."""
    enterprises.enterprise_locked(session, visit.enterprise_id)
    held_rows.hold(session, visit)
    visit.state, visit.withdrawn_reason = "closed", ""
    entry = {"action": "reinstate", **Reason(reason).entry, "changes": {}}
    revising.remember(session, visit, entry, by=by, at=at)
    audit.record(session, "visit.reinstated", subject=visit.id, by=by, at=at)
    found = queries.findings_of(session, visit.id)
    solvers = {finding.solved_by for finding in found if finding.solved_by}
    standing.recount(session, visit.enterprise_id)
    standing.settle(session, visit, {*visit.participants, *solvers})


def solution_of(finding: Finding) -> dict[str, Any]:
    """Return how a finding is solved, as plain values."""
    values = {field: getattr(finding, field) for field in SOLUTION}
    return {**values, "solved_on": finding.solved_on and finding.solved_on.isoformat()}


def put_solution_back(
    session: Session, finding: Finding, before: Mapping[str, Any], *, by: Actor, at: datetime
) -> None:
    """Bring back how a finding was solved before, or that it was not."""
    visit = queries.visit(session, finding.visit_id)
    assert visit is not None, "a finding belongs to a visit"
    enterprises.enterprise_locked(session, visit.enterprise_id)
    held_rows.hold(session, finding)
    solvers = {person for person in (finding.solved_by, before["solved_by"]) if person}
    for field in SOLUTION:
        setattr(finding, field, before[field])
    finding.solved_on = date.fromisoformat(before["solved_on"]) if before["solved_on"] else None
    audit.record(session, "finding.put_back", subject=finding.id, by=by, at=at)
    standing.settle(session, visit, solvers)
