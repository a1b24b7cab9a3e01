"""Read the keys of phones, their leases, tickets to enrol them, and orders to wipe them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from server.features.devices.models import (
    AuthorityLease,
    DeviceKey,
    Enrolment,
    EnrolmentRule,
    WipeOrder,
)
from sync import authority
from sync.authority import Deed, Granted, Reason

RULE = "bureau"

# Asked at a phone's contacts, so they are made once.
KEYS = (
    select(DeviceKey)
    .where(DeviceKey.device_id == bindparam("device"))
    .order_by(DeviceKey.valid_from.desc(), DeviceKey.id)
)
OPEN_LEASES_HELD = (
    select(AuthorityLease)
    .where(AuthorityLease.device_id == bindparam("device"))
    .where(AuthorityLease.superseded_at.is_(None), AuthorityLease.ended_at.is_(None))
    .order_by(AuthorityLease.issued_at.desc(), AuthorityLease.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)
REQUIRED_FROM = select(EnrolmentRule.required_from).where(EnrolmentRule.id == RULE)


def key(session: Session, kid: str) -> DeviceKey | None:
    """Return one key by its kid in hex."""
    return session.get(DeviceKey, kid)


def keys(session: Session) -> Sequence[DeviceKey]:
    """Return all keys ever registered, the newest first."""
    newest = (DeviceKey.valid_from.desc(), DeviceKey.id)
    return session.scalars(select(DeviceKey).order_by(*newest)).all()


def known_of_device(session: Session, device_id: str) -> Sequence[DeviceKey]:
    """Return the keys that one phone ever had, the newest first."""
    return session.scalars(KEYS, {"device": device_id}).all()


def keys_of_device(session: Session, device_id: str) -> Sequence[DeviceKey]:
    """Return the keys that one phone ever had, the newest first, held until the end."""
    return session.scalars(KEYS.with_for_update(), {"device": device_id}).all()


def has_leases(session: Session, device_id: str) -> bool:
    """Return whether a phone ever had an authority lease."""
    found = select(AuthorityLease.id).where(AuthorityLease.device_id == device_id)
    return session.execute(found.limit(1)).first() is not None


def newest_lease(session: Session, device_id: str) -> AuthorityLease | None:
    """Return the last lease that a phone got, whether or not it still holds."""
    found = select(AuthorityLease).where(AuthorityLease.device_id == device_id)
    newest = found.order_by(AuthorityLease.issued_at.desc(), AuthorityLease.id).limit(1)
    return session.scalars(newest).one_or_none()


def open_leases(session: Session, device_id: str) -> Sequence[AuthorityLease]:
    """Return the authority leases that a phone holds now, held until the end."""
    return session.scalars(OPEN_LEASES_HELD, {"device": device_id}).all()


def leases_about(session: Session, device_id: str, person_id: str) -> Sequence[AuthorityLease]:
    """Return the leases that an act on a phone may stand on: its own, and ended ones of its person.

    What a lost phone had decided goes up under the next device of the same person.
    """
    own = AuthorityLease.device_id == device_id
    ended = AuthorityLease.ended_at.is_not(None)
    return session.scalars(
        select(AuthorityLease)
        .where(AuthorityLease.person_id == person_id, or_(own, ended))
        .order_by(AuthorityLease.issued_at)
    ).all()


def objection(session: Session, deed: Deed) -> Reason | None:
    """Return why no lease of its phone covers an act; None when one does."""
    rows = leases_about(session, deed.device, deed.person)
    return authority.objection(map(_granted, rows), deed)


def _granted(row: AuthorityLease) -> Granted:
    ended_at = int(row.ended_at.timestamp() * 1000) if row.ended_at else None
    return Granted(authority.read_lease(row.body), ended_at)


def lost_devices(session: Session, person_id: str) -> set[str]:
    """Return the devices of a person of which every key is revoked."""
    found = session.execute(
        select(DeviceKey.device_id, DeviceKey.revoked_at).where(DeviceKey.person_id == person_id)
    ).all()
    return {device for device, _ in found} - {device for device, gone in found if gone is None}


def enrolled_since(session: Session, person_id: str, at: datetime) -> bool:
    """Return whether a phone of a person was enrolled after an instant."""
    found = select(DeviceKey.id).where(DeviceKey.person_id == person_id)
    return session.scalar(found.where(DeviceKey.enrolled_at > at).limit(1)) is not None


def required_from(session: Session) -> datetime | None:
    """Return since when phones must be enrolled; None where they need not."""
    return session.scalar(REQUIRED_FROM)


def rule_locked(session: Session) -> EnrolmentRule | None:
    """Return the rule of the bureau, held until the end of the transaction."""
    found = select(EnrolmentRule).where(EnrolmentRule.id == RULE)
    return session.scalars(found.with_for_update()).one_or_none()


def may_act(session: Session, known: Sequence[DeviceKey]) -> bool:
    """Return whether a phone of these keys may send: enrolled, known from before, or no need.

    A revoked key counts too: what it signed is kept for people, not refused.
    """
    if any(key.enrolled_at is not None for key in known):
        return True
    since = required_from(session)
    return since is None or any(key.valid_from < since for key in known)


def may_carry(session: Session, known: Sequence[DeviceKey]) -> bool:
    """Return whether a phone of these keys, the newest first, gets numbers and leases.

    One whose key was revoked does not, whoever signs in on it: its work waits for people.
    """
    is_lost = bool(known) and known[0].revoked_at is not None
    return may_act(session, known) and not is_lost


def enrolment_locked(session: Session, enrolment_id: str) -> Enrolment | None:
    """Return one ticket, held until the end of the transaction."""
    found = select(Enrolment).where(Enrolment.id == enrolment_id)
    return session.scalars(found.with_for_update()).one_or_none()


def enrolment(session: Session, enrolment_id: str) -> Enrolment | None:
    """Return one ticket."""
    return session.get(Enrolment, enrolment_id)


def enrolment_by_code(session: Session, code_hash: str) -> Enrolment | None:
    """Return the ticket of a code, held until the end of the transaction."""
    found = select(Enrolment).where(Enrolment.code_hash == code_hash)
    return session.scalars(found.with_for_update()).one_or_none()


def open_enrolments(session: Session, person_id: str, at: datetime) -> Sequence[Enrolment]:
    """Return the tickets of a person that could still enrol a phone, held until the end."""
    found = select(Enrolment).where(
        Enrolment.person_id == person_id,
        Enrolment.confirmed_at.is_(None),
        Enrolment.declined_at.is_(None),
        Enrolment.expires_at > at,
    )
    return session.scalars(found.order_by(Enrolment.id).with_for_update()).all()


def wipe_orders(session: Session, device_ids: Collection[str]) -> Mapping[str, WipeOrder]:
    """Return the orders to wipe these phones, by phone."""
    found = select(WipeOrder).where(WipeOrder.device_id.in_(device_ids)).order_by(WipeOrder.id)
    return {order.device_id: order for order in session.scalars(found)}


def wipe_order_locked(session: Session, device_id: str) -> WipeOrder | None:
    """Return the order to wipe a phone, held until the end of the transaction."""
    found = select(WipeOrder).where(WipeOrder.device_id == device_id)
    return session.scalars(found.with_for_update()).one_or_none()
