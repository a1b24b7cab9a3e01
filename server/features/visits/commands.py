"""Close, correct and withdraw visits: the same verbs for phones and office."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core import audit, changes, clock, held_rows
from server.core.auth import Actor
from server.core.problems import Conflict, NotFound, Problem
from server.features.accounts import queries as accounts
from server.features.enterprises import queries as enterprises
from server.features.enterprises.import_commands import bring_back
from server.features.evidence import commands as evidence
from server.features.jurisdiction import queries as jurisdiction
from server.features.jurisdiction.authority import refuse_out_of_reach, refuse_readers
from server.features.organisation import queries as organisation
from server.features.visits import joining, queries, reopening, revising, standing
from server.features.visits.claims import Claim, NewFinding, odd_times
from server.features.visits.concerns import concern_of
from server.features.visits.models import Finding, Visit, VisitAlias
from server.features.visits.revising import Changes, Reason
from server.features.visits.solving import VisitWithdrawn


class EnterpriseUnknown(Problem):
    code = "422.30"
    title = "没有找到走访的企业"


class FindingElsewhere(Problem):
    code = "422.31"
    title = "这个问题已经记在另一次走访里"


class NotTheAuthor(Problem):
    code = "403.30"
    title = "只有填写这次走访的人可以更正或撤回"


@dataclass(frozen=True)
class Closed:
    """What became of a visit: `status` is applied, merged (into a colleague's) or duplicate.

    `concern` is what somebody should look at although the visit stands.
    """

    visit: Visit
    status: str
    concern: Problem | None = None


@dataclass(frozen=True)
class Corrected:
    """What became of a correction: fields that somebody else changed too stand in `crossed`."""

    visit: Visit
    crossed: Conflict | None = None


def close_visit(session: Session, claim: Claim, *, by: Actor, at: datetime) -> Closed:
    """Take a whole visit in; a colleague's log of the same visit becomes one with it."""
    refuse_readers(by)
    known = queries.visit(session, claim.id)
    if known is not None:
        return _told_again(session, known, by=by, at=at)
    # The lock makes two phones that close one joint visit come one after the other.
    enterprise = enterprises.enterprise_locked(session, claim.enterprise_id)
    flags: list[str] = []
    if enterprise is None:
        # A visit is a fact that happened: the registry follows it, and the office is told to look.
        enterprise = bring_back(session, claim.enterprise_id, by=by, at=at)
        flags.append("enterprise_restored")
    if enterprise is None:
        raise EnterpriseUnknown
    claim = replace(claim, enterprise_id=enterprise.id)
    people, odd_people = _people(session, claim, by)
    flags += [*odd_people, *odd_times(claim, at)]
    flags += _odd_place(session, enterprise.town_code, by)
    joint = joining.joint_visit(session, replace(claim, participants=people), by.person_id)
    if joint is None:
        visit = _built(claim, flags, by=by, at=at)
        visit.enterprise_name, visit.town_code = enterprise.name, enterprise.town_code
        visit.branch_id = _branch(session, visit.town_code, by)
        session.add(visit)
        standing.count_in(session, visit)
    else:
        visit = _joined(session, joint, claim, flags, by=by, at=at)
    standing.set_participants(session, visit, [*visit.participants, *people])
    _add_findings(session, visit, claim, by=by, at=at)
    _declare(session, visit, claim, by)
    audit.record(session, "visit.closed", subject=visit.id, by=by, at=at, told_as=claim.id)
    standing.settle(session, visit, visit.participants)
    return Closed(visit, "merged" if joint else "applied", concern_of(flags))


def correct_visit(
    session: Session, visit_id: str, changes: Changes, why: Reason, *, by: Actor, at: datetime
) -> Corrected:
    """Set fields of a visit from old to new, save those that somebody else changed meanwhile.

    Whoever logged the visit stays among its participants.
    """
    visit = _own_standing(session, visit_id, by)
    todo, crossed = revising.pending(visit, changes)
    if not todo:
        return Corrected(visit)
    before = frozenset(visit.participants)
    people = todo.get("participants")
    if people:
        people[1] = _kept(session, visit, people[1])
        standing.set_participants(session, visit, people[1])
    for field in todo.keys() - {"participants"}:
        setattr(visit, field, todo[field][1])
    entry = {"action": "correct", **why.entry, "changes": todo}
    revising.remember(session, visit, entry, by=by, at=at)
    audit.record(session, "visit.corrected", subject=visit.id, by=by, at=at, fields=sorted(todo))
    standing.settle(session, visit, before | set(visit.participants))
    return Corrected(visit, crossed)


def withdraw_visit(
    session: Session, visit_id: str, why: Reason, *, by: Actor, at: datetime
) -> Visit:
    """Take a visit back; it stays to be read and no longer counts."""
    visit = _own_standing(session, visit_id, by)
    visit.state, visit.withdrawn_reason = "withdrawn", why.words
    entry = {"action": "withdraw", **why.entry, "changes": {}}
    revising.remember(session, visit, entry, by=by, at=at)
    audit.record(session, "visit.withdrawn", subject=visit.id, by=by, at=at)
    found = queries.findings_of(session, visit.id)
    solvers = {finding.solved_by for finding in found if finding.solved_by}
    standing.recount(session, visit.enterprise_id)
    standing.settle(session, visit, {*visit.participants, *solvers})
    return visit


def _told_again(session: Session, known: Visit, *, by: Actor, at: datetime) -> Closed:
    """Change nothing, save that a review takes a visit in again whose taking in was undone."""
    _check_logger(session, known, by)
    if known.state == "withdrawn" and by.backed_by:
        reopening.reinstate_visit(session, known, "复核后收下", by=by, at=at)
    return Closed(known, "duplicate")


def _odd_place(session: Session, town_code: str | None, by: Actor) -> list[str]:
    # Headquarters has no towns of its own; its people are sent to all of them.
    if by.branch_id is None:
        return []
    scopes = {standing.scope_of_town(town_code)}
    return [] if jurisdiction.reaches(session, by, scopes, clock.today()) else ["elsewhere"]


def _people(session: Session, claim: Claim, by: Actor) -> tuple[list[str], list[str]]:
    """Return who was there, the author first, and what is odd about the list."""
    told = list(dict.fromkeys(claim.participants))
    known = [person for person in told if accounts.person(session, person) is not None]
    flags = ["person_unknown"] if len(known) < len(told) else []
    if by.person_id not in known:
        flags.append("author_added")
    return list(dict.fromkeys([by.person_id, *known])), flags


def _branch(session: Session, town_code: str | None, by: Actor) -> str | None:
    return organisation.branch_of_town(session, town_code) or by.branch_id


def _built(claim: Claim, flags: list[str], *, by: Actor, at: datetime) -> Visit:
    visit = Visit(
        id=claim.id,
        enterprise_id=claim.enterprise_id,
        kind=claim.kind,
        opened_at=claim.opened_at,
        closed_at=claim.closed_at,
        visited_on=clock.city_date(claim.opened_at),
        author_id=by.person_id,
        participants=[],
        guidance=claim.guidance,
        note=claim.note,
        representative=claim.representative,
        representative_title=claim.representative_title,
        sign_state=claim.signature.state,
        sign_reason=claim.signature.reason,
        signature_sha=claim.signature.sha256,
        state="closed",
        history=[],
        flags=flags,
        device_id=claim.device_id,
        device_time=claim.device_time,
        server_offset_ms=claim.server_offset_ms,
        received_at=at,
    )
    joining.locate(visit, claim)
    return visit


def _joined(
    session: Session, visit: Visit, claim: Claim, flags: list[str], *, by: Actor, at: datetime
) -> Visit:
    # Who was there is one of its people, from whichever branch he was sent.
    changes.allow(session, visit)
    if joining.fill_in(visit, claim, by.name):
        standing.recount(session, visit.enterprise_id)
    visit.flags = list(dict.fromkeys([*visit.flags, *flags]))
    session.add(
        VisitAlias(
            id=claim.id,
            visit_id=visit.id,
            person_id=by.person_id,
            device_time=claim.device_time,
            received_at=at,
        )
    )
    return visit


def _add_findings(session: Session, visit: Visit, claim: Claim, *, by: Actor, at: datetime) -> None:
    # A phone whose clock is ahead must not move a solution into a later period.
    solved = {
        "solved_on": min(clock.city_date(claim.closed_at), clock.city_date(at)),
        "solved_by": by.person_id,
    }
    for new in {found.id: found for found in claim.findings}.values():
        if queries.finding(session, new.id) is not None:
            raise FindingElsewhere
        session.add(_finding(visit, new, solved))


def _finding(visit: Visit, new: NewFinding, solved: Mapping[str, Any]) -> Finding:
    solution = {"state": "solved", "solved_note": new.solved_note, **solved}
    return Finding(
        id=new.id,
        visit_id=visit.id,
        enterprise_id=visit.enterprise_id,
        category=new.category,
        text=new.text,
        scopes=sorted(standing.scopes_of(visit)),
        **(solution if new.solved else {"state": "open"}),
    )


def _declare(session: Session, visit: Visit, claim: Claim, by: Actor) -> None:
    place = standing.standing_of(visit)
    evidence.declare_photos(session, place, claim.photos, by=by.person_id)
    if claim.signature.sha256:
        evidence.declare_signature(session, place, claim.signature.sha256, by=by.person_id)


def _own_standing(session: Session, visit_id: str, by: Actor) -> Visit:
    refuse_readers(by)
    visit = queries.visit(session, visit_id)
    if visit is None:
        raise NotFound
    refuse_out_of_reach(session, by, standing.scopes_of(visit))
    _check_logger(session, visit, by)
    # The lock comes before the visit's own, in the order of closing.
    enterprises.enterprise_locked(session, visit.enterprise_id)
    held_rows.hold(session, visit)
    if visit.state == "withdrawn":
        raise VisitWithdrawn
    return visit


def _kept(session: Session, visit: Visit, wanted: list[str]) -> list[str]:
    known = [person for person in wanted if accounts.person(session, person) is not None]
    return list(dict.fromkeys([*sorted(queries.loggers(session, visit)), *known]))


def _check_logger(session: Session, visit: Visit, by: Actor) -> None:
    if not by.backed_by and by.person_id not in queries.loggers(session, visit):
        raise NotTheAuthor
