"""Flag, take, log, propose, answer, hand over, close and reopen: the same verbs for all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from server.core import audit, clock
from server.core.auth import Actor, Role
from server.core.hooks import tell
from server.core.problems import NotFound, Problem
from server.features.accounts import queries as accounts
from server.features.cases import queries, recording, refusals, standing
from server.features.cases.claims import Told, bounded
from server.features.cases.models import Matter
from server.features.enterprises import queries as enterprises
from server.features.jurisdiction.authority import refuse_out_of_reach, refuse_readers
from server.features.visits import queries as visits
from server.features.visits import solving
from server.features.visits.solving import Solution
from sync import matters
from sync.matters import Deed, Stand

# Told when a matter begins or ceases to count: the session and who solved it.
CHANGED = "cases.changed"

TAKERS = frozenset({Role.OFFICER, Role.CADRE, Role.BRANCH_HEAD, Role.MANAGER})
EVENTS = {
    "flag": "flagged",
    "take": "taken",
    "log": "log",
    "propose": "proposed",
    "confirm": "confirmed",
    "dispute": "disputed",
    "hand_over": "handed_over",
    "extend": "extended",
    "close": "closed",
    "reopen": "reopened",
}
BY_REVIEW = "经复核改由本人包案"


@dataclass(frozen=True)
class Done:
    """What became of a deed: `status` is applied, or duplicate where it was so already."""

    matter: Matter
    status: str = "applied"


def act(
    session: Session, matter_id: str, verb: str, told: Told, *, by: Actor, at: datetime
) -> Done:
    """Do one of `matters.VERBS` to a matter, and write it into its timeline."""
    refuse_readers(by)
    matter = _held(session, matter_id, verb)
    refuse_out_of_reach(session, by, standing.scopes_of(matter))
    _check(session, matter, verb, told, by)
    deed = Deed(verb, by.person_id, leads(by, matter), told.to, told.agrees)
    stand = matters.after(stand_of(matter), deed)
    if isinstance(stand, str) and _is_backed(stand, matter, by):
        _give_to(session, matter, by, at)
        stand = matters.after(stand_of(matter), deed)
    if stand == matters.AGAIN:
        return _again(session, matter, verb, told, by)
    if isinstance(stand, str):
        raise refusals.refusal(session, matter, stand, told, by)
    settle(session, matter, stand, told, deed, at=at)
    audit.record(session, f"case.{verb}", subject=matter.id, by=by, at=at)
    return Done(matter)


def settle(
    session: Session, matter: Matter, stand: Stand, told: Told, deed: Deed, *, at: datetime
) -> None:
    """Bring a matter to where a deed leads, and have all that belongs to it follow."""
    before = stand_of(matter)
    counted = matter.solved_by if matter.solved_on else None
    if deed.verb == "reopen":
        _reopen_finding(session, matter)
    _follow(matter, stand, told, deed, at)
    kind = EVENTS.get(deed.verb) or ("accepted" if deed.agrees else "declined")
    recording.record(session, matter, kind, told, by=deed.by, at=at)
    if (before.holder, before.offered_to, before.solver) != _people(stand):
        standing.move_along(session, matter)
    if deed.verb == "confirm":
        _solve_finding(session, matter, told)
    now = matter.solved_by if matter.solved_on else None
    if counted != now:
        tell(CHANGED, session, frozenset({counted, now} - {None}))


def stand_of(matter: Matter) -> Stand:
    """Return how a matter stands, for the rules of its life."""
    return Stand(matter.state, matter.holder_id, matter.offered_to, matter.solved_by)


def leads(by: Actor, matter: Matter) -> bool:
    """Return whether a person heads the branch of a matter, or manages the bureau."""
    if by.role is Role.MANAGER:
        return True
    is_of_it = by.branch_id is not None and by.branch_id == matter.branch_id
    return by.role is Role.BRANCH_HEAD and is_of_it


def _held(session: Session, matter_id: str, verb: str) -> Matter:
    found = queries.matter(session, matter_id)
    if found is None:
        raise NotFound
    if verb in {"confirm", "reopen"} and found.finding_id and found.enterprise_id:
        # The finding's lock comes first, in the order of visits.
        enterprises.enterprise_locked(session, found.enterprise_id)
    held = queries.matter_locked(session, found.id)
    assert held is not None, "matters are never removed"
    return held


def _check(session: Session, matter: Matter, verb: str, told: Told, by: Actor) -> None:
    if verb == "take" and by.role not in TAKERS:
        raise refusals.MayNotTake
    if verb == "propose" and not (told.photos or told.visit_id):
        raise refusals.EvidenceMissing
    if verb == "hand_over":
        _check_receiver(session, told.to)
    if verb == "close" and matter.state not in matters.SETTLED and not told.words:
        raise refusals.ReasonMissing
    if told.visit_id:
        _check_visit(session, matter, told.visit_id)


def _check_receiver(session: Session, person_id: str | None) -> None:
    person = accounts.person(session, person_id) if person_id else None
    if person is None or not person.active or Role(person.role) not in TAKERS:
        raise refusals.NotForHim


def _check_visit(session: Session, matter: Matter, visit_id: str) -> None:
    visit = visits.visit(session, visit_id)
    if visit is None:
        raise refusals.VisitUnknown
    if matter.enterprise_id not in {None, visit.enterprise_id}:
        raise refusals.OtherEnterprise


def _is_backed(why: str, matter: Matter, by: Actor) -> bool:
    """Return whether a reviewer has him have a matter that is another's and not settled."""
    whose = {matters.HELD, matters.OFFERED, matters.NOT_YOURS}
    return by.backed_by is not None and why in whose and matter.state not in matters.SETTLED


def _give_to(session: Session, matter: Matter, by: Actor, at: datetime) -> None:
    """Have a matter be his whom a reviewer backs."""
    state = matters.TAKEN if matter.state == matters.OPEN else matter.state
    stand = Stand(state, by.person_id, None, matter.solved_by)
    settle(session, matter, stand, Told(words=BY_REVIEW), Deed("take", by.person_id), at=at)


def _again(session: Session, matter: Matter, verb: str, told: Told, by: Actor) -> Done:
    """Change nothing; a second closing with another's words is for a person to look at."""
    conflict: Problem | None = None
    if verb == "close":
        conflict = refusals.closed_by(session, matter, told, by)
    if conflict is not None and not by.backed_by:
        raise conflict
    return Done(matter, "duplicate")


def _people(stand: Stand) -> tuple[str | None, str | None, str | None]:
    return stand.holder, stand.offered_to, stand.solver


def _follow(matter: Matter, stand: Stand, told: Told, deed: Deed, at: datetime) -> None:
    if stand.holder != matter.holder_id:
        matter.taken_at = bounded(told.at, at)
    matter.state, matter.holder_id = stand.state, stand.holder
    matter.offered_to, matter.solved_by = stand.offered_to, stand.solver
    if deed.verb == "flag":
        matter.hard = True
    if deed.verb == "extend" and told.due_on:
        matter.due_on = told.due_on
    if deed.verb == "confirm":
        matter.solved_on = clock.city_date(bounded(told.at, at))
    if deed.verb in {"dispute", "reopen"}:
        matter.solved_on = None
    matter.closed_at = bounded(told.at, at) if stand.state == matters.CLOSED else None


def _solve_finding(session: Session, matter: Matter, told: Told) -> None:
    if matter.finding_id and matter.solved_by and matter.solved_on:
        solution = Solution(_proposal(session, matter), told.party, matter.solved_on)
        solving.solve_through_case(session, matter.finding_id, solution, solver=matter.solved_by)


def _reopen_finding(session: Session, matter: Matter) -> None:
    if matter.finding_id and matter.solved_by and matter.solved_on:
        solving.reopen_with_case(
            session, matter.finding_id, note=_proposal(session, matter), solver=matter.solved_by
        )


def _proposal(session: Session, matter: Matter) -> str:
    told = [one.words for one in queries.events_of(session, matter.id) if one.kind == "proposed"]
    return told[-1] if told else ""
