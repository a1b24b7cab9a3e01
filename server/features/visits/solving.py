"""Solve findings: the same verb for phones and office."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from server.core import audit, clock, held_rows
from server.core.auth import Actor
from server.core.problems import Conflict, NotFound, Problem
from server.features.enterprises import queries as enterprises
from server.features.jurisdiction.authority import refuse_out_of_reach, refuse_readers
from server.features.visits import queries, standing
from server.features.visits.models import Finding, Visit


class VisitWithdrawn(Problem):
    code = "409.30"
    title = "这次走访已经撤回"


@dataclass(frozen=True)
class Solution:
    """How a problem was solved, who at the enterprise confirmed it, and when."""

    note: str
    confirmed_by: str
    solved_on: date


def solve_finding(
    session: Session, finding_id: str, solution: Solution, *, by: Actor, at: datetime
) -> Finding:
    """Note how a problem was solved; which of two different solutions stands, a review decides."""
    refuse_readers(by)
    finding = queries.finding(session, finding_id)
    if finding is None:
        raise NotFound
    refuse_out_of_reach(session, by, finding.scopes)
    visit = queries.visit(session, finding.visit_id)
    assert visit is not None, "a finding belongs to a visit"
    enterprises.enterprise_locked(session, visit.enterprise_id)
    held_rows.hold(session, finding)
    if visit.state == "withdrawn":
        raise VisitWithdrawn
    if finding.state == "solved" and not by.backed_by:
        _check_same_solution(finding, solution, by)
        return finding
    solvers = {by.person_id, finding.solved_by or by.person_id}
    finding.state, finding.solved_by = "solved", by.person_id
    finding.solved_note, finding.confirmed_by = solution.note, solution.confirmed_by
    # A phone whose clock is ahead must not move a solution into a later period.
    finding.solved_on = min(solution.solved_on, clock.city_date(at))
    audit.record(session, "finding.solved", subject=finding.id, by=by, at=at)
    standing.settle(session, visit, solvers)
    return finding


def solve_through_case(
    session: Session, finding_id: str, solution: Solution, *, solver: str
) -> None:
    """Have a problem be solved by whoever solved its case, unless it is solved or taken back."""
    found = _standing_locked(session, finding_id)
    if found is None or found[0].state == "solved":
        return
    finding, visit = found
    finding.state, finding.solved_by = "solved", solver
    finding.solved_note, finding.confirmed_by = solution.note, solution.confirmed_by
    finding.solved_on = solution.solved_on
    standing.settle(session, visit, {solver})


def reopen_with_case(session: Session, finding_id: str, *, note: str, solver: str) -> None:
    """Have a problem be open again whose case was reopened; another solution of it stands."""
    found = _standing_locked(session, finding_id)
    if found is None or (found[0].solved_by, found[0].solved_note) != (solver, note):
        return
    finding, visit = found
    finding.state, finding.solved_by, finding.solved_on = "open", None, None
    finding.solved_note, finding.confirmed_by = "", ""
    standing.settle(session, visit, {solver})


def _standing_locked(session: Session, finding_id: str) -> tuple[Finding, Visit] | None:
    finding = queries.finding(session, finding_id)
    visit = queries.visit(session, finding.visit_id) if finding else None
    if finding is None or visit is None or visit.state == "withdrawn":
        return None
    enterprises.enterprise_locked(session, visit.enterprise_id)
    held_rows.hold(session, finding)
    return finding, visit


def _check_same_solution(finding: Finding, solution: Solution, by: Actor) -> None:
    if finding.solved_by == by.person_id and finding.solved_note == solution.note:
        return
    raise Conflict(
        "这个问题已由别人办结",
        mine={"solved_note": solution.note, "confirmed_by": solution.confirmed_by},
        theirs={"solved_note": finding.solved_note, "confirmed_by": finding.confirmed_by},
    )
