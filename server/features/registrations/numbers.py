"""The number that an act bears, entered into the register as it was used."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.features.numbering import commands as numbering
from server.features.numbering.commands import Giving
from server.features.registrations.circumstances import Place
from server.features.registrations.claims import Act
from sync.rules.regimes import Regime


def number_faults(
    session: Session, act: Act, place: Place, regime: Regime | None, *, by: Actor, at: datetime
) -> Sequence[str]:
    """Enter the number of an act, whatever else is odd; return in words what stands against it."""
    if act.number is None:
        return ()
    rule = regime.acts.get(act.outcome) if regime else None
    kind = rule.series if rule and rule.series else act.act
    giving = Giving(
        act_id=act.id,
        lease_id=act.number.lease_id,
        n=act.number.n,
        text=act.number.text,
        key=(place.branch_id or "", kind, act.decided_on.year),
        given_on=act.decided_on,
        about=place.name,
    )
    entered = numbering.enter_number(session, giving, by=by, at=at)
    return [
        "：".join(filter(None, (problem.title, problem.detail))) for problem in entered.concerns
    ]
