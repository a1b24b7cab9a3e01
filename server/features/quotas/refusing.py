"""Visits that no review has taken in: they count nothing, and it is said why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core.clock import city_date
from server.features.reviews import queries as reviews
from server.features.visits import queries as visits
from sync.rules.quota import Visit
from sync.rules.quota_plan import Plan

CLOSED = "visit.close"
REJECTED = "rejected"


@dataclass(frozen=True)
class Refused:
    """A visit that is in no table but the review's, with its enterprise and the reason in words."""

    visit: Visit
    words: str
    reason: str


def refused_visits(session: Session, person_id: str, plan: Plan) -> Sequence[Refused]:
    """Return the visits of a plan's days that a person told of and the bureau did not take in."""
    told = {row.entity: row for row in reviews.not_taken_in(session, person_id, CLOSED)}
    refused = (_refused(row) for row in told.values() if visits.visit(session, row.entity) is None)
    return [one for one in refused if plan.first <= one.visit.on <= plan.last]


def _refused(review: Any) -> Refused:
    args = (review.command or {}).get("args") or {}
    visit = Visit(
        id=review.entity,
        enterprise_id=review.enterprise_id,
        on=_day_of(args.get("opened_at")) or city_date(review.created_at),
        author=review.person_id,
        people=(review.person_id,),
        state=REJECTED,
        received_on=city_date(review.created_at),
    )
    return Refused(visit, review.about, review.resolution or review.detail or review.title)


def _day_of(told: Any) -> date | None:
    """Return the city's day of a moment as a phone told it; None of what is no moment."""
    try:
        return city_date(datetime.fromisoformat(told))
    except (TypeError, ValueError, OverflowError):
        return None
