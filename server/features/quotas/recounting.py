"""Bring progress rows up to the facts: written only when something changed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from server.core.ids import new_id
from server.features.accounts import queries as accounts
from server.features.quotas import facts, queries
from server.features.quotas.models import QuotaPlan, QuotaProgress
from sync.rules.quota import Figures, Item, figures
from sync.rules.quota_facts import told_standing
from sync.rules.quota_plan import Plan, read_plan
from sync.rules.quota_standing import Standing


def recount_people(session: Session, person_ids: Collection[str] | None) -> None:
    """Count again for some people, or for all, under every open plan."""
    open_plans = queries.open_plans(session)
    if not open_plans or (person_ids is not None and not person_ids):
        return
    # The lock makes two transactions that touch one person count one after the other, so that
    # the second sees the visit of the first.
    people = accounts.people_locked(session, person_ids)
    for plan in open_plans:
        _recount_plan(session, plan, people)
    session.flush()


def recount_plan(session: Session, plan: QuotaPlan) -> None:
    """Count again for everybody under one plan."""
    _recount_plan(session, plan, accounts.people_locked(session, None))
    session.flush()


def counted(
    session: Session, plan: Plan, people: Sequence[Any], waivers: Mapping[str, str]
) -> dict[str, tuple[Standing, Figures]]:
    """Return what people in service were and have reached under a plan; who is not held is out."""
    serving = [person for person in people if person.active]
    standings = facts.standings_of(session, serving, waivers)
    work = facts.work_of_people(session, standings.keys(), plan)
    found = {
        who: (standing, figures(who, plan, standing, work[who].visits, work[who].solutions))
        for who, standing in standings.items()
    }
    return {who: pair for who, pair in found.items() if pair[1].row is not None}


def _recount_plan(session: Session, plan: QuotaPlan, people: Sequence[Any]) -> None:
    rows = queries.progress(session, plan.id, [person.id for person in people])
    waivers = queries.waiver_reasons(session, plan.id)
    found = counted(session, read_plan(queries.plan_as_data(plan)), people, waivers)
    for person in people:
        pair = found.get(person.id)
        _settle(session, plan, person.id, (rows.get(person.id), pair and _values(*pair)))


def _values(standing: Standing, found: Figures) -> dict[str, Any]:
    assert found.row is not None, "only who is held has figures"
    under = [piece for piece in found.pieces if piece.row == found.row]
    return {
        "rank": found.row.rank,
        "target_visits": found.target_visits,
        "target_solved": found.target_solved,
        "enterprises": found.enterprises,
        "visit_times": found.visit_times,
        "solved": found.solved,
        "held_from": under[0].first,
        "held_to": under[-1].last,
        "branch_id": found.branch_id,
        "standing": told_standing(standing),
        "steps": _steps(found),
    }


def _steps(found: Figures) -> dict[str, int]:
    """Return by day what brought a person nearer to the targets, in the order of the days."""
    steps: Counter[str] = Counter()
    for items, target in (
        (found.visits, found.target_visits),
        (found.problems, found.target_solved),
    ):
        steps.update(_steps_to(target, items))
    return dict(sorted(steps.items()))


def _steps_to(target: int, items: Sequence[Item]) -> Counter[str]:
    steps: Counter[str] = Counter()
    for item in items:
        step = min(item.adds, target - steps.total())
        if step:
            steps[item.on.isoformat()] += step
    return steps


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
