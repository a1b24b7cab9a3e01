"""The co-officer's word: read from the lead's screen, said on the own phone, early or late."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from server.core import audit
from server.core.auth import Actor
from server.core.problems import Problem
from server.features.accounts import queries as accounts
from server.features.jurisdiction.authority import refuse_readers
from server.features.receipts import queries as receipts
from server.features.registrations import queries, standing
from server.features.registrations.circumstances import Officer
from server.features.registrations.claims import Act, Reason
from server.features.registrations.grounds import DECLINED as DECLINES
from server.features.registrations.grounds import Ground, concern_of
from server.features.registrations.models import Registration, RegistrationConfirmation

CONFIRMED, WAITING, DECLINED, NONE = "confirmed", "waiting", "declined", "none"


class NotTheCoOfficer(Problem):
    code = "403.110"
    title = "只有这次办理的协办人可以确认"


@dataclass(frozen=True)
class Word:
    """What a co-officer says of an act: that it is as he read it, or why he declines."""

    essence_hash: str
    agrees: bool
    reason: str = ""
    command_id: str = ""
    device_time: str = ""


@dataclass(frozen=True)
class Reading:
    """What a scanned confirmation is worth: whether it is his, since when, or what is odd of it."""

    is_his: bool = False
    at: datetime | None = None
    fault: str = ""


@dataclass(frozen=True)
class Said:
    """What became of a word: the act where it is here already, and what is to be looked at."""

    status: str = "applied"
    registration: Registration | None = None
    concern: Problem | None = None


def confirm_act(
    session: Session, registration_id: str, word: Word, *, by: Actor, at: datetime
) -> Said:
    """Keep what the co-officer says of an act; it may be here before the act, and waits for it."""
    refuse_readers(by)
    accounts.people_locked(session, {by.person_id})
    registration = queries.registration_locked(session, registration_id)
    if registration is not None and registration.co_id != by.person_id:
        raise NotTheCoOfficer
    said = queries.confirmations(session, registration_id)
    if any((one.person_id, one.agrees) == (by.person_id, word.agrees) for one in said):
        return Said("duplicate", registration)
    told = _kept(session, registration_id, word, by=by, at=at)
    audit.record(
        session, "registration.confirm", subject=registration_id, by=by, at=at, agrees=word.agrees
    )
    if registration is None:
        return Said()
    grounds = _join(registration, told, at=at)
    standing.open_review(registration, grounds, word.command_id, by=by, at=at)
    standing.settle(session, registration)
    return Said("applied", registration, concern_of(grounds))


def join_early(session: Session, registration: Registration, *, at: datetime) -> list[Ground]:
    """Join what was said of an act before it came; return what is to be looked at."""
    grounds: list[Ground] = []
    for told in queries.confirmations(session, registration.id):
        if told.person_id == registration.co_id:
            grounds += _join(registration, told, at=at)
        else:
            person = accounts.person(session, told.person_id)
            named = person.name if person else ""
            grounds.append(Ground("other_confirmed", f"{named}确认过这次办理，却不是协办人"))
    return grounds


def read_confirmation(session: Session, act: Act, officer: Officer | None, at: datetime) -> Reading:
    """Return what the co-officer's scanned answer is worth.

    What no known key signed waits for his own word: his phone may sign before it is registered.
    """
    co = act.co_officer
    if co.how != "qr" or officer is None:
        return Reading()
    signer = receipts.confirmed_by(
        session, co.confirmation, registration_id=act.id, essence_hash=act.essence_told
    )
    if signer is None:
        return Reading()
    if signer != officer.id:
        return Reading(fault="扫到的确认码不是协办人的手机签的")
    return Reading(is_his=True, at=at)


def _kept(
    session: Session, registration_id: str, word: Word, *, by: Actor, at: datetime
) -> RegistrationConfirmation:
    told = RegistrationConfirmation(
        registration_id=registration_id,
        person_id=by.person_id,
        agrees=word.agrees,
        command_id=word.command_id,
        essence_hash=word.essence_hash,
        reason=word.reason,
        device_time=word.device_time,
        received_at=at,
    )
    session.add(told)
    return told


def _join(
    registration: Registration, told: RegistrationConfirmation, *, at: datetime
) -> list[Ground]:
    """Have a word of the co-officer count; to decline outweighs, whichever was said first."""
    who, why = told.person_id, Reason(told.reason, told.device_time)
    if not told.agrees:
        registration.co_state, registration.co_at = DECLINED, told.received_at
        standing.remember(registration, "decline", why, by=who, at=at)
        return [Ground(DECLINES, f"协办人不认可：{told.reason or '没有写原因'}")]
    standing.remember(registration, "confirm", why, by=who, at=at)
    if told.essence_hash != registration.essence_hash:
        return [Ground("other_content", "协办人确认的内容与上报的不一致")]
    if registration.co_state != DECLINED:
        registration.co_state, registration.co_at = CONFIRMED, told.received_at
    return []
