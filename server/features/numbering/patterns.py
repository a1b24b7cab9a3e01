"""How a branch writes its numbers of a year: the patterns of the regime that it follows then."""

from collections.abc import Mapping
from datetime import date

import orjson
from sqlalchemy.orm import Session

from server.features.organisation import queries as organisation
from server.features.rulebook import queries as rulebook
from sync.numbers import for_branch

TODAYS_LAW = "regime.2017_filing"


def patterns_of(session: Session, branch_id: str, on: date) -> Mapping[str, str]:
    """Return the pattern of each kind that a branch numbers on a day; none where no regime is."""
    branch = organisation.branch(session, branch_id)
    published = rulebook.in_force(session, TODAYS_LAW, on)
    if branch is None or published is None:
        return {}
    series: Mapping[str, Mapping[str, str]] = orjson.loads(published.content)["regime"]["series"]
    is_only_one = len(organisation.branches(session)) == 1
    return {
        kind: one["pattern"] if is_only_one else for_branch(one["pattern"], branch.short)
        for kind, one in series.items()
    }
