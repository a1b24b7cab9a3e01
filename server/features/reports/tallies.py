"""Visits of the last days counted by day, branch and kind, and what of them is still open."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from server.features.evidence import queries as evidence
from server.features.organisation import queries as organisation
from server.features.visits import totals
from server.features.visits.totals import Tally

DAYS = 30
HEADQUARTERS = "局机关"


def visits_and_findings(session: Session, branch_id: str | None, *, today: date) -> dict[str, Any]:
    """Return the tallies of one branch, or of the bureau; withdrawn visits do not count."""
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    told = totals.tallies(session, days[0], today, branch_id=branch_id)
    by_day = _sums(told, lambda tally: tally.visited_on)
    by_branch = _sums(told, lambda tally: tally.branch_id)
    by_kind = _sums(told, lambda tally: tally.kind)
    names = {row.id: row.name for row in organisation.branches(session)}
    return {
        "visits": by_day.total(),
        "by_day": [{"on": day, "visits": by_day[day]} for day in days],
        "by_branch": [
            {"branch_id": branch, "name": names.get(branch or "", HEADQUARTERS), "visits": number}
            for branch, number in by_branch.most_common()
        ],
        "by_kind": [{"kind": kind, "visits": number} for kind, number in by_kind.most_common()],
        "open_findings": totals.open_findings(session, branch_id=branch_id),
        "waiting_photos": _waiting_photos(session, branch_id),
    }


def _sums(told: Iterable[Tally], key: Callable[[Tally], Any]) -> Counter[Any]:
    sums: Counter[Any] = Counter()
    for tally in told:
        sums[key(tally)] += tally.visits
    return sums


def _waiting_photos(session: Session, branch_id: str | None) -> int:
    pending = evidence.pending_counts(session)
    if branch_id is None:
        return sum(pending.values())
    own = totals.visits_of_branch(session, branch_id, pending)
    return sum(number for visit, number in pending.items() if visit in own)
