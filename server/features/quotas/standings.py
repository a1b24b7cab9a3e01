"""Who stands where under a plan: the list of the office page and of its export, lowest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.features.accounts import queries as accounts
from server.features.accounts.standing import RANK_WORDS, Rank
from server.features.organisation import queries as organisation
from server.features.quotas import queries
from server.features.quotas.models import QuotaPlan, QuotaProgress, QuotaWaiver
from server.features.sync_api import queries as sync_api

STATES = ("done", "waived", "behind")
WHOLE = 1000


@dataclass(frozen=True)
class Wanted:
    """Which lines to list; None asks for all."""

    branch_id: str | None = None
    rank: str | None = None
    state: str | None = None

    def takes(self, line: "Standing") -> bool:
        """Return whether a line of a branch wanted is itself wanted."""
        return self.rank in (None, line.rank) and self.state in (None, line.state)


@dataclass(frozen=True)
class Standing:
    """One person's line: targets, counts, and how fresh they are."""

    person_id: str
    name: str
    branch_id: str | None
    branch_name: str
    rank: str
    rank_words: str
    target_visits: int
    target_solved: int
    enterprises: int
    visit_times: int
    solved: int
    waiver: str | None
    state: str
    part_from: date | None
    part_to: date | None
    steps: Mapping[date, int]
    last_sync_at: datetime | None
    waiting: int

    @property
    def behind_visits(self) -> int:
        """Return how many enterprises are still to be visited."""
        return max(self.target_visits - self.enterprises, 0)

    @property
    def behind_solved(self) -> int:
        """Return how many problems are still to be solved."""
        return max(self.target_solved - self.solved, 0)

    @property
    def per_mille(self) -> int:
        """Return how much of the targets is reached, rounded down; more of one is no help."""
        asked = self.target_visits + self.target_solved
        reached = asked - self.behind_visits - self.behind_solved
        return WHOLE * reached // asked if asked else WHOLE


def standings(
    session: Session, plan: QuotaPlan, caller: Actor, wanted: Wanted = Wanted()
) -> list[Standing]:
    """Return the lines wanted of people that the caller may see, those who lack most first."""
    branch_id = wanted.branch_id if caller.sees_all_branches else caller.branch_id or ""
    rows = queries.progress(session, plan.id)
    waivers = queries.waivers(session, plan.id)
    branches = {row.id: row.name for row in organisation.branches(session)}
    contacts = sync_api.contacts(session)
    found = [
        Standing(
            person_id=person.id,
            name=person.name,
            branch_id=person.branch_id,
            branch_name=branches.get(person.branch_id or "", "局机关"),
            last_sync_at=contacts[person.id].last_seen_at if person.id in contacts else None,
            waiting=contacts[person.id].waiting if person.id in contacts else 0,
            **_figures(plan, rows[person.id], waivers.get(person.id)),
        )
        for person in accounts.people(session, branch_id=branch_id)
        if person.id in rows
    ]
    listed = [line for line in found if wanted.takes(line)]
    return sorted(listed, key=lambda line: (line.per_mille, line.visit_times, line.branch_name))


def _figures(plan: QuotaPlan, row: QuotaProgress, waiver: QuotaWaiver | None) -> dict[str, Any]:
    is_done = row.enterprises >= row.target_visits and row.solved >= row.target_solved
    is_waived = waiver is not None and any(
        one["in_principle"] for one in plan.rows if one["rank"] == row.rank
    )
    reached = "done" if is_done else "behind"
    return {
        "rank": row.rank,
        "rank_words": RANK_WORDS[Rank(row.rank)],
        "target_visits": row.target_visits,
        "target_solved": row.target_solved,
        "enterprises": row.enterprises,
        "visit_times": row.visit_times,
        "solved": row.solved,
        "waiver": waiver.reason if waiver and is_waived else None,
        "state": "waived" if is_waived else reached,
        "steps": {date.fromisoformat(on): n for on, n in row.steps.items()},
        "part_from": row.held_from if row.held_from > plan.period_from else None,
        "part_to": row.held_to if row.held_to < plan.period_to else None,
    }
