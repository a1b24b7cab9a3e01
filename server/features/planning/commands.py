"""Assign visits, move and cancel them; a visit that was made does what was assigned."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from server.core import audit, clock, hooks
from server.core.auth import Actor, Role
from server.core.problems import NotFound, Problem
from server.features.accounts import queries as accounts
from server.features.enterprises import queries as enterprises
from server.features.planning import queries
from server.features.planning.models import VisitPlan
from server.features.planning.queries import CANCELLED, DONE, PLANNED
from server.features.visits import queries as visits

FARTHEST = timedelta(days=366)
# Told with the ids of assigned visits that somebody made, moved or cancelled.
CHANGED = "planning.changed"
GOES_OUT = frozenset({Role.OFFICER, Role.CADRE, Role.BRANCH_HEAD, Role.MANAGER})


class NoSuchEnterprise(Problem):
    code = "422.182"
    title = "没有找到要走访的企业"


class NotToThisPerson(Problem):
    code = "422.183"
    title = "不能把走访安排给这个人"


class NoSuchDay(Problem):
    code = "422.184"
    title = "走访日期要在今天或以后，一年以内"


class AlreadyPlanned(Problem):
    code = "409.185"
    title = "这个人对这家企业已有安排"


class AlreadyOver(Problem):
    code = "409.186"
    title = "这项安排已经完成或取消，不能再改"


@dataclass(frozen=True)
class NewPlan:
    """A visit to assign; `id` is made by whoever asks, so that asking twice assigns once."""

    id: str
    enterprise_id: str
    person_id: str
    due_on: date
    note: str = ""


@dataclass(frozen=True)
class Move:
    """What to change of an assigned visit; None leaves it."""

    due_on: date | None = None
    person_id: str | None = None
    note: str | None = None


def assign(
    session: Session, wanted: Sequence[NewPlan], *, by: Actor, at: datetime
) -> list[VisitPlan]:
    """Assign visits, all or none of them."""
    plans = [_assigned(session, new, by=by, at=at) for new in wanted]
    hooks.tell(CHANGED, session, frozenset(plan.id for plan in plans))
    return plans


def move(session: Session, plan_id: str, wanted: Move, *, by: Actor, at: datetime) -> VisitPlan:
    """Have an assigned visit be made on another day or by somebody else."""
    plan = _own(session, plan_id, by)
    if wanted.person_id not in (None, plan.person_id):
        assert wanted.person_id is not None, "just compared"
        _check_person(session, wanted.person_id, by)
        _check_free(session, plan.enterprise_id, wanted.person_id)
        plan.person_id = wanted.person_id
    if wanted.due_on not in (None, plan.due_on):
        assert wanted.due_on is not None, "just compared"
        _check_day(wanted.due_on, at)
        plan.due_on = wanted.due_on
    if wanted.note is not None:
        plan.note = wanted.note
    audit.record(session, "planning.moved", subject=plan.id, by=by, at=at, on=str(plan.due_on))
    hooks.tell(CHANGED, session, frozenset({plan.id}))
    return plan


def cancel(session: Session, plan_id: str, reason: str, *, by: Actor, at: datetime) -> VisitPlan:
    """Call an assigned visit off; its person reads why."""
    plan = _own(session, plan_id, by)
    plan.state, plan.reason = CANCELLED, reason
    audit.record(session, "planning.cancelled", subject=plan.id, by=by, at=at, reason=reason)
    hooks.tell(CHANGED, session, frozenset({plan.id}))
    return plan


def follow_at_the_end(session: Session, visit_ids: Collection[str]) -> None:
    """See what these visits have done once the transaction has done all to them."""
    hooks.owe(session, follow_visits, visit_ids)


def follow_visits(session: Session, visit_ids: Collection[str]) -> None:
    """Have assigned visits be done by those who were there; open again what no longer stands."""
    found = visits.visits(session, sorted(visit_ids))
    there = {one.id: _there(one.state, one.participants) for one in found}
    concerned = queries.concerned(session, visit_ids, {one.enterprise_id for one in found})
    for plan in concerned:
        done_by = plan.visit_id if plan.visit_id in visit_ids else None
        if done_by and plan.person_id not in there.get(done_by, frozenset()):
            plan.state, plan.visit_id = PLANNED, None
    for plan in (one for one in concerned if one.state == PLANNED):
        for one in found:
            is_there = plan.person_id in there[one.id] and one.enterprise_id == plan.enterprise_id
            if is_there and one.visited_on >= plan.made_on:
                plan.state, plan.visit_id = DONE, one.id


def _there(state: str, participants: Collection[str]) -> frozenset[str]:
    return frozenset(participants) if state == "closed" else frozenset()


def _assigned(session: Session, new: NewPlan, *, by: Actor, at: datetime) -> VisitPlan:
    known = queries.plan(session, new.id)
    if known is not None:
        return _own(session, known.id, by)
    place = enterprises.enterprise(session, new.enterprise_id)
    if place is None:
        raise NoSuchEnterprise
    _check_person(session, new.person_id, by)
    _check_day(new.due_on, at)
    _check_free(session, place.id, new.person_id)
    plan = VisitPlan(
        id=new.id,
        enterprise_id=place.id,
        enterprise_name=place.name,
        address=place.address,
        person_id=new.person_id,
        due_on=new.due_on,
        note=new.note,
        state=PLANNED,
        made_on=clock.city_date(at),
        made_at=at,
        by_id=by.person_id,
        by_name=by.name,
    )
    session.add(plan)
    session.flush()
    audit.record(session, "planning.assigned", subject=plan.id, by=by, at=at, to=new.person_id)
    return plan


def _own(session: Session, plan_id: str, by: Actor) -> VisitPlan:
    plan = queries.plan_locked(session, plan_id)
    if plan is None or not _may_assign_to(session, plan.person_id, by):
        raise NotFound
    if plan.state != PLANNED:
        raise AlreadyOver
    return plan


def _check_person(session: Session, person_id: str, by: Actor) -> None:
    person = accounts.person(session, person_id)
    if person is None or not person.active or Role(person.role) not in GOES_OUT:
        raise NotToThisPerson
    if not _may_assign_to(session, person_id, by):
        raise NotToThisPerson


def _may_assign_to(session: Session, person_id: str, by: Actor) -> bool:
    """Return whether the person is of the caller's branch, or the caller of headquarters."""
    person = accounts.person(session, person_id)
    return by.sees_all_branches or (person is not None and person.branch_id == by.branch_id)


def _check_day(due_on: date, at: datetime) -> None:
    today = clock.city_date(at)
    if not today <= due_on <= today + FARTHEST:
        raise NoSuchDay


def _check_free(session: Session, enterprise_id: str, person_id: str) -> None:
    if queries.planned_for(session, enterprise_id, person_id) is not None:
        raise AlreadyPlanned
