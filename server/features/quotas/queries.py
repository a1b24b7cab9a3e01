"""Read plans, progress and waivers."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.features.quotas.models import QuotaPlan, QuotaProgress, QuotaWaiver


def plan(session: Session, plan_id: str) -> QuotaPlan | None:
    """Return one plan."""
    return session.get(QuotaPlan, plan_id)


def plans(session: Session) -> Sequence[QuotaPlan]:
    """Return all plans, the latest period first."""
    return session.scalars(
        select(QuotaPlan).order_by(QuotaPlan.period_from.desc(), QuotaPlan.id)
    ).all()


def open_plans(session: Session) -> Sequence[QuotaPlan]:
    """Return the plans whose figures still move."""
    return session.scalars(
        select(QuotaPlan).where(QuotaPlan.state == "open").order_by(QuotaPlan.id)
    ).all()


def progress(
    session: Session, plan_id: str, person_ids: Collection[str] | None = None
) -> dict[str, QuotaProgress]:
    """Return the progress of some or all people under a plan by person."""
    found = select(QuotaProgress).where(QuotaProgress.plan_id == plan_id)
    if person_ids is not None:
        found = found.where(QuotaProgress.person_id.in_(person_ids))
    return {row.person_id: row for row in session.scalars(found)}


def waivers(session: Session, plan_id: str) -> dict[str, QuotaWaiver]:
    """Return who need not reach a plan's target, by person."""
    found = session.scalars(select(QuotaWaiver).where(QuotaWaiver.plan_id == plan_id))
    return {row.person_id: row for row in found}
