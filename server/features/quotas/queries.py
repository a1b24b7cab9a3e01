"""Read plans, progress and waivers."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.features.quotas.models import (
    QuotaClosing,
    QuotaPlan,
    QuotaProgress,
    QuotaStatement,
    QuotaWaiver,
)

OPEN = select(QuotaPlan).where(QuotaPlan.state == "open").order_by(QuotaPlan.id)


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
    return session.scalars(OPEN).all()


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


def waiver_reasons(session: Session, plan_id: str) -> dict[str, str]:
    """Return why people need not reach a plan's target, by person."""
    return {who: waiver.reason for who, waiver in waivers(session, plan_id).items()}


def plan_as_data(row: QuotaPlan) -> dict[str, Any]:
    """Return a plan as docs/quotas.md §1 writes it."""
    return {
        "name": row.name,
        "kind": row.kind,
        "period_from": row.period_from.isoformat(),
        "period_to": row.period_to.isoformat(),
        "rows": row.rows,
        "members_only": row.members_only,
        "rules": row.rules,
    }


def overlapping(session: Session, row: QuotaPlan) -> QuotaPlan | None:
    """Return another plan of the same kind whose period shares a day with that of this one."""
    return session.scalars(
        select(QuotaPlan)
        .where(QuotaPlan.kind == row.kind, QuotaPlan.id != row.id)
        .where(QuotaPlan.period_from <= row.period_to, QuotaPlan.period_to >= row.period_from)
        .limit(1)
    ).one_or_none()


def closings(session: Session, plan_id: str) -> Sequence[QuotaClosing]:
    """Return how often and with what a plan was closed, the last time first."""
    return session.scalars(
        select(QuotaClosing)
        .where(QuotaClosing.plan_id == plan_id)
        .order_by(QuotaClosing.number.desc())
    ).all()


def statements(session: Session, closing_id: str) -> Sequence[QuotaStatement]:
    """Return the statements of a closing in the order of their chain."""
    return session.scalars(
        select(QuotaStatement)
        .where(QuotaStatement.closing_id == closing_id)
        .order_by(QuotaStatement.n)
    ).all()


def plan_named(session: Session, words: str) -> QuotaPlan | None:
    """Return the plan of an id, or of a name that only one has."""
    found = session.scalars(
        select(QuotaPlan).where((QuotaPlan.id == words) | (QuotaPlan.name == words)).limit(2)
    ).all()
    return found[0] if len(found) == 1 else None
