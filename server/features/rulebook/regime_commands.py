"""Say from which day on a branch follows a regime; what was said before stays to be read."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from server.core import audit, clock
from server.core.auth import Actor
from server.core.ids import new_id
from server.core.problems import NotFound, Problem
from server.features.organisation import queries as organisation
from server.features.rulebook import queries
from server.features.rulebook.models import BranchRegime
from sync.rules.regimes import PREFIX


class RegimeUnknown(Problem):
    code = "422.118"
    title = "这种办理方式没有发布，或者到那天还没有生效"


class RegimeTooLate(Problem):
    code = "422.119"
    title = "办理方式不能从过去的日子改起"


@dataclass(frozen=True)
class NewRegime:
    """Which regime (a pack) a branch is to follow, and from which civil day on."""

    branch_id: str
    regime: str
    from_on: date


def set_regime(session: Session, new: NewRegime, *, by: Actor | None, at: datetime) -> BranchRegime:
    """Have a branch follow a regime from today or a later day on; said twice, it stands once.

    Only the system itself (`by` None) sets one that begins in the past: acts were judged by it.
    """
    if organisation.branch(session, new.branch_id) is None:
        raise NotFound
    is_regime = new.regime.startswith(PREFIX)
    if not is_regime or queries.in_force(session, new.regime, new.from_on) is None:
        raise RegimeUnknown
    if by is not None and new.from_on < clock.city_date(at):
        raise RegimeTooLate
    same = queries.regime_begun(session, new.branch_id, new.from_on)
    if same is not None and (same.from_on, same.regime) == (new.from_on, new.regime):
        return same

    row = BranchRegime(
        id=new_id(),
        branch_id=new.branch_id,
        regime=new.regime,
        from_on=new.from_on,
        set_by=by and by.person_id,
        set_at=at,
    )
    session.add(row)
    told = {"regime": new.regime, "from_on": new.from_on.isoformat()}
    audit.record(session, "rules.regime_set", subject=new.branch_id, by=by, at=at, **told)
    session.flush()
    return row
