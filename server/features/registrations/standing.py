"""Where an act stands: in replicas, in its state, in its history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.clock import city_date
from server.core.hooks import tell
from server.features.enterprises import commands as enterprises
from server.features.evidence import commands as evidence
from server.features.evidence.commands import Standing
from server.features.receipts import commands as receipts
from server.features.registrations import queries
from server.features.registrations.claims import Reason
from server.features.registrations.grounds import Ground, kept
from server.features.registrations.models import Registration

NO_REASON = Reason()
CONFIRMED, WAITING, IN_REVIEW, WITHDRAWN = "confirmed", "waiting", "in_review", "withdrawn"
# Told with an act that the bureau took in, whatever it thinks of it.
ARRIVED = "registrations.arrived"
# Told with an act that stands and now says something else.
CORRECTED = "registrations.corrected"
# Told with an act as soon as it stands for good, and again when it does so after a review.
STANDS = "registrations.confirmed"
# Told with an act that was taken back.
TAKEN_BACK = "registrations.withdrawn"
# Told with an act that now stands in other scopes.
MOVED = "registrations.moved"


def scopes_of(registration: Registration) -> frozenset[str]:
    """Return the scopes of an act: the town's, the lead's and the co-officer's."""
    people = (registration.lead_id, registration.co_id)
    officers = (f"officer:{person}" for person in people if person)
    return frozenset({scope_of_town(registration.town_code), *officers})


def scope_of_town(town_code: str | None) -> str:
    """Return the scope of a town; unknown towns share one."""
    return f"town:{town_code or 'none'}"


def move_along(session: Session, registration: Registration) -> None:
    """Have the signatures, and whatever else belongs to an act, stand where it now stands."""
    evidence.move_with_visit(session, Standing(registration.id, scopes_of(registration)))
    tell(MOVED, session, registration)


def settle(session: Session, registration: Registration) -> None:
    """Bring the state up to what is known, and tell of an act that now stands."""
    before = registration.state
    registration.state = _state(registration)
    session.flush()
    _count_acts(session, registration.enterprise_id)
    if registration.state == CONFIRMED and before != CONFIRMED:
        tell(STANDS, session, registration)


def take_back(session: Session, registration: Registration, *, at: datetime) -> None:
    """Have a withdrawal reach whoever verifies the receipt, and whoever makes its paper."""
    if registration.number and registration.command_hash:
        receipts.withdraw_receipt(
            session,
            number=registration.number,
            command_hash=registration.command_hash,
            on=city_date(at),
        )
    tell(TAKEN_BACK, session, registration)


def open_review(
    registration: Registration, grounds: list[Ground], command_id: str, *, by: Actor, at: datetime
) -> None:
    """Keep what a command gave to look at, and say so in the history.

    What a reviewer has decided to take in is let pass with that.
    """
    if not grounds:
        return
    passed = by.backed_by is not None
    told = [kept(ground, command_id, passed=passed) for ground in grounds]
    registration.grounds = [*registration.grounds, *told]
    words = "；".join(dict.fromkeys(ground.words for ground in grounds))
    remember(registration, "review", Reason(words), by=None, at=at)
    if by.backed_by:
        remember(registration, "accept", by=by.backed_by, at=at)


def remember(
    registration: Registration,
    action: str,
    why: Reason = NO_REASON,
    *,
    by: str | None,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry to the history: nothing about an act changes without one.

    `by` is a person's id; None is the bureau's own judging.
    """
    entry = {
        "at": at.isoformat().replace("+00:00", "Z"),
        "by": by,
        "action": action,
        "reason": why.words,
        "changes": dict(changes or {}),
        "device_time": why.device_time,
    }
    registration.history = [*registration.history, entry]


def _state(registration: Registration) -> str:
    if registration.state == WITHDRAWN:
        return WITHDRAWN
    if any(not ground["passed"] for ground in registration.grounds):
        return IN_REVIEW
    return WAITING if registration.co_state == WAITING else CONFIRMED


def _count_acts(session: Session, enterprise_id: str) -> None:
    standing = [
        one for one in queries.of_enterprise(session, enterprise_id) if one.state != WITHDRAWN
    ]
    enterprises.set_act_count(session, enterprise_id, len(standing))
