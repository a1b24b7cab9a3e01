"""Make, change and close plans; waive what is meant in principle; count again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.core import audit, hooks
from server.core.auth import Actor
from server.core.ids import new_id
from server.core.problems import NotFound, Problem
from server.features.quotas import closing, planning, queries, recounting
from server.features.quotas.models import QuotaPlan, QuotaProgress, QuotaWaiver
from sync.rules.quota_plan import USUAL_ROWS


class NotInPrinciple(Problem):
    code = "422.52"
    title = "只有“原则上”的指标可以豁免"


class PlanClosed(Problem):
    code = "409.50"
    title = "这个计划已经结账，要修改请先重新打开"


@dataclass(frozen=True)
class NewPlan:
    """A plan to make; without rows it asks what the circular asks."""

    name: str
    period_from: date
    period_to: date
    rows: Sequence[Mapping[str, Any]] = tuple(row.as_json() for row in USUAL_ROWS)
    members_only: bool = True
    kind: str = "enterprises"
    rules: Mapping[str, Any] = field(default_factory=dict)


def open_plan(session: Session, new: NewPlan, *, by: Actor | None, at: datetime) -> QuotaPlan:
    """Make a plan and count what already happened in its period."""
    plan = built(new)
    planning.check(session, plan)
    session.add(plan)
    session.flush()
    audit.record(session, "quota.opened", subject=plan.id, by=by, at=at)
    recounting.recount_plan(session, plan)
    return plan


def built(new: NewPlan) -> QuotaPlan:
    """Return the row of a plan, which nobody keeps yet."""
    return QuotaPlan(
        id=new_id(),
        name=new.name,
        period_from=new.period_from,
        period_to=new.period_to,
        rows=[dict(row) for row in new.rows],
        state="open",
        members_only=new.members_only,
        kind=new.kind,
        rules=dict(new.rules),
    )


def amend_plan(
    session: Session, plan_id: str, changes: Mapping[str, Any], *, by: Actor, at: datetime
) -> QuotaPlan:
    """Change an open plan; `state` closes it with the figures of this moment, or opens it again."""
    plan = known_plan(session, plan_id)
    if plan.state == "closed" and changes.get("state") != "open":
        raise PlanClosed
    was_open = plan.state == "open"
    for name, value in changes.items():
        setattr(plan, name, value)
    planning.check(session, plan)
    audit.record(session, "quota.amended", subject=plan.id, by=by, at=at, fields=sorted(changes))
    recounting.recount_plan(session, plan)
    if was_open and plan.state == "closed":
        closing.freeze(session, plan, by=by, at=at)
    return plan


def remove_plan(session: Session, plan_id: str, *, by: Actor, at: datetime) -> None:
    """Remove an open plan with its progress; a closed one is a record and stays."""
    plan = known_plan(session, plan_id)
    if plan.state == "closed" or queries.closings(session, plan.id):
        raise PlanClosed
    for row in queries.progress(session, plan.id).values():
        session.delete(row)
    session.execute(delete(QuotaWaiver).where(QuotaWaiver.plan_id == plan.id))
    session.flush()
    session.delete(plan)
    audit.record(session, "quota.removed", subject=plan.id, by=by, at=at, name=plan.name)


def waive(
    session: Session, plan_id: str, person_id: str, reason: str, *, by: Actor, at: datetime
) -> None:
    """Free a person of a target that is meant in principle, with a reason."""
    plan, progress = _open_progress(session, plan_id, person_id)
    if not any(row["in_principle"] for row in plan.rows if row["rank"] == progress.rank):
        raise NotInPrinciple
    waiver = queries.waivers(session, plan.id).get(person_id)
    if waiver is None:
        waiver = QuotaWaiver(plan_id=plan.id, person_id=person_id)
        session.add(waiver)
    waiver.reason, waiver.by_id, waiver.at = reason, by.person_id, at
    audit.record(session, "quota.waived", subject=progress.id, by=by, at=at, reason=reason)
    recounting.recount_people(session, [person_id])


def take_waiver_back(
    session: Session, plan_id: str, person_id: str, *, by: Actor, at: datetime
) -> None:
    """Hold a person to the target again."""
    plan, progress = _open_progress(session, plan_id, person_id)
    waiver = queries.waivers(session, plan.id).get(person_id)
    if waiver is None:
        raise NotFound
    session.delete(waiver)
    audit.record(session, "quota.waiver_ended", subject=progress.id, by=by, at=at)
    recounting.recount_people(session, [person_id])


def recount(session: Session, person_ids: Collection[str] | None = None) -> None:
    """Count again for some people, or for all, under every open plan."""
    recounting.recount_people(session, person_ids)


def recount_at_the_end(session: Session, person_ids: Collection[str]) -> None:
    """Count again for these people once all visits of the transaction are told."""
    hooks.owe(session, recounting.recount_people, person_ids)


def known_plan(session: Session, plan_id: str) -> QuotaPlan:
    """Return a plan; refuse ids of none."""
    plan = queries.plan(session, plan_id)
    if plan is None:
        raise NotFound
    return plan


def _open_progress(
    session: Session, plan_id: str, person_id: str
) -> tuple[QuotaPlan, QuotaProgress]:
    plan = known_plan(session, plan_id)
    if plan.state == "closed":
        raise PlanClosed
    progress = queries.progress(session, plan.id, [person_id]).get(person_id)
    if progress is None:
        raise NotFound
    return plan, progress
