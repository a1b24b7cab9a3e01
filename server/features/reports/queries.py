"""The home page of the office: what happened, what waits, who is behind; bound to the caller."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from server.core import backup_log, clock
from server.core.auth import Actor, Role
from server.features.accounts import queries as accounts
from server.features.quotas import queries as quotas
from server.features.quotas.standings import standings
from server.features.reports import tallies
from server.features.reports.acts import door_acts
from server.features.reports.devices import Concern, concern_about
from server.features.reports.figures import Span
from server.features.reviews import queries as reviews
from server.features.sync_api import queries as sync_api
from sync.troubles import POISON


@dataclass(frozen=True)
class PlanTally:
    """How many people an open plan asks something of, and how many have not done it yet."""

    plan_id: str
    name: str
    period_to: date
    people: int
    behind: int


def overview(session: Session, caller: Actor, *, at: datetime) -> dict[str, Any]:
    """Return everything on the page, for the branch or the bureau."""
    branch_id = None if caller.sees_all_branches else caller.branch_id or ""
    today = clock.city_date(at)
    span = Span(today - timedelta(days=tallies.DAYS - 1), today, branch_id)
    return {
        **tallies.visits_and_findings(session, branch_id, today=today),
        "acts": door_acts(session, span, accounts.colleagues(session)).total.standing,
        "plans": [asdict(tally) for tally in _plans(session, caller)],
        "devices": [asdict(concern) for concern in _devices(session, branch_id, at)],
        "open_reviews": reviews.open_reviews(session, caller),
        "backup": _backup(session, caller, at),
        "failed_commands": reviews.open_reviews(session, caller, code=POISON.code),
        "as_of": at,
    }


def _plans(session: Session, caller: Actor) -> Iterable[PlanTally]:
    for plan in quotas.open_plans(session):
        lines = standings(session, plan, caller)
        behind = sum(line.state == "behind" for line in lines)
        yield PlanTally(plan.id, plan.name, plan.period_to, len(lines), behind)


def _devices(session: Session, branch_id: str | None, at: datetime) -> Sequence[Concern]:
    people = {row.id: row for row in accounts.people(session, branch_id=branch_id)}
    concerns = [
        concern
        for device in sync_api.devices(session)
        if device.person_id in people
        and (concern := concern_about(device, people[device.person_id].name, at=at))
        and (people[device.person_id].active or concern.waiting)
    ]
    return sorted(concerns, key=lambda concern: (-concern.waiting, concern.last_seen_at))


def _backup(session: Session, caller: Actor, at: datetime) -> dict[str, Any] | None:
    """Return how it stands with backups: to administrators always, to others when there is none."""
    made_at = backup_log.last_verified(session)
    if made_at is None:
        return {"state": "none", "made_at": None}
    if caller.role is not Role.ADMINISTRATOR:
        return None
    return {"state": "late" if backup_log.is_late(made_at, at=at) else "well", "made_at": made_at}
