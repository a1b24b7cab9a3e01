"""How a branch writes its numbers of a year: the patterns of the regime that it follows then."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from server.features.organisation import queries as organisation
from server.features.rulebook import queries as rulebook
from sync.numbers import for_branch
from sync.rules.regimes import read_regime


def patterns_of(session: Session, branch_id: str, on: date) -> Mapping[str, str]:
    """Return the pattern of each kind that a branch numbers on a day; none where no regime is."""
    branch = organisation.branch(session, branch_id)
    regime = rulebook.regime_of(session, branch_id, on)
    published = rulebook.in_force(session, regime, on)
    if branch is None or published is None:
        return {}
    series = read_regime(published.content).series
    is_only_one = len(organisation.branches(session)) == 1
    return {
        kind: pattern if is_only_one else for_branch(pattern, branch.short)
        for kind, pattern in series.items()
    }
