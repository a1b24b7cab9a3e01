"""What a plan would do before it stands: who would reach or miss it, beside how it is now."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.features.accounts import queries as accounts
from server.features.quotas import planning, queries, recounting
from server.features.quotas.models import QuotaPlan
from server.features.quotas.standings import standings
from sync.rules.quota import Figures
from sync.rules.quota_plan import read_plan


@dataclass(frozen=True)
class Effect:
    """One person's line: state done, waived, behind or None (nothing asked), before and after."""

    person_id: str
    name: str
    before: str | None
    after: str | None
    target_visits: int
    target_solved: int
    enterprises: int
    solved: int


def effects(
    session: Session, draft: QuotaPlan, standing_id: str | None, caller: Actor
) -> list[Effect]:
    """Return what a draft would do to everybody, those whose state would change first."""
    planning.check(session, draft)
    plan = queries.plan(session, standing_id) if standing_id else None
    before = (
        {line.person_id: line.state for line in standings(session, plan, caller)} if plan else {}
    )
    waivers = queries.waiver_reasons(session, standing_id) if standing_id else {}
    people = accounts.people(session)
    after = recounting.counted(session, read_plan(queries.plan_as_data(draft)), people, waivers)
    lines = [
        Effect(
            person_id=person.id,
            name=person.name,
            before=before.get(person.id),
            **_after(after[person.id][1] if person.id in after else None),
        )
        for person in people
        if person.id in before or person.id in after
    ]
    return sorted(lines, key=lambda line: (line.before == line.after, line.after != "behind"))


def _after(found: Figures | None) -> dict[str, Any]:
    if found is None:
        numbers = ("target_visits", "target_solved", "enterprises", "solved")
        return {"after": None, **dict.fromkeys(numbers, 0)}
    is_done = found.enterprises >= found.target_visits and found.solved >= found.target_solved
    reached = "done" if is_done else "behind"
    return {
        "after": "waived" if found.waived else reached,
        "target_visits": found.target_visits,
        "target_solved": found.target_solved,
        "enterprises": found.enterprises,
        "solved": found.solved,
    }
