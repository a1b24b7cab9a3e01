"""Bring progress rows up to the facts: written only when something changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from server.core.ids import new_id
from server.features.accounts import queries as accounts
from server.features.accounts.standing import Rank
from server.features.quotas import facts, queries
from server.features.quotas.counting import Counts, Period, count
from server.features.quotas.facts import Facts
from server.features.quotas.models import QuotaPlan, QuotaProgress
from server.features.quotas.targets import PlanRow, Span, Target, target_of

_ALWAYS = (Span(date.min, None),)


@dataclass(frozen=True)
class _Person:
    id: str
    active: bool
    ranks: Sequence[tuple[Rank, Span]]
    memberships: Sequence[Span]


def recount_people(session: Session, person_ids: Collection[str] | None) -> None:
    """Count again for some people, or for all, under every open plan."""
    open_plans = queries.open_plans(session)
    if not open_plans or (person_ids is not None and not person_ids):
        return
    # The lock makes two transactions that touch one person count one after the other, so that
    # the second sees the visit of the first.
    people = [_standing_of(row) for row in accounts.people_locked(session, person_ids)]
    for plan in open_plans:
        _recount_plan(session, plan, people)
    session.flush()


def recount_plan(session: Session, plan: QuotaPlan) -> None:
    """Count again for everybody under one plan."""
    people = [_standing_of(row) for row in accounts.people_locked(session, None)]
    _recount_plan(session, plan, people)
    session.flush()


def _recount_plan(session: Session, plan: QuotaPlan, people: Sequence[_Person]) -> None:
    period = Period(plan.period_from, plan.period_to)
    ids = [person.id for person in people]
    told = facts.facts_of_people(session, ids, period)
    rows = queries.progress(session, plan.id, ids)
    waived = queries.waivers(session, plan.id)
    for person in people:
        target = _target(plan, person, period)
        values = _values(person.id, target, period, told) if target else None
        if values and person.id in waived:
            values["target_solved"] = 0
        _settle(session, plan, person.id, (rows.get(person.id), values))


def _standing_of(person: Any) -> _Person:
    return _Person(
        id=person.id,
        active=person.active,
        ranks=[(Rank(held.rank), Span.known(held.from_on, held.to_on)) for held in person.ranks],
        memberships=[Span.known(held.from_on, held.to_on) for held in person.memberships],
    )


def _target(plan: QuotaPlan, person: _Person, period: Period) -> Target | None:
    if not person.active:
        return None
    rows = [PlanRow.from_json(raw) for raw in plan.rows]
    memberships = person.memberships if plan.members_only else _ALWAYS
    return target_of(rows, person.ranks, memberships, period)


def _values(person_id: str, target: Target, period: Period, told: Facts) -> dict[str, Any]:
    counts: Counts = count(
        person_id, period, told.visits.get(person_id, ()), told.findings.get(person_id, ())
    )
    return {
        "rank": target.row.rank.value,
        "target_visits": target.row.visits,
        "target_solved": target.row.solved,
        "enterprises": counts.enterprises,
        "visit_times": counts.visit_times,
        "solved": counts.solved,
        "held_from": target.held.first,
        "held_to": target.held.last,
    }


def _settle(
    session: Session,
    plan: QuotaPlan,
    person_id: str,
    change: tuple[QuotaProgress | None, dict[str, Any] | None],
) -> None:
    row, values = change
    if values is None:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        session.add(QuotaProgress(id=new_id(), plan_id=plan.id, person_id=person_id, **values))
        return
    for field, value in values.items():
        if getattr(row, field) != value:
            setattr(row, field, value)
