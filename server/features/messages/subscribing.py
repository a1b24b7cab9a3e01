"""Where a person's devices take notifications, and when not."""

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.orm import Session

from server.core import audit, changes, keys
from server.core.auth import Actor
from server.core.problems import Problem
from server.features.messages import queries, vapid
from server.features.messages.endpoints import target_of
from server.features.messages.models import PushSubscription, QuietHours
from server.features.messages.quiet import Quiet

AUTH_BYTES = 16


class UnusableSubscription(Problem):
    code = "422.193"
    title = "这个浏览器给出的通知密钥用不了，没有打开通知"


class DeviceUnknown(Problem):
    code = "409.191"
    title = "请重新登录后再打开通知"


class PushNotOffered(Problem):
    code = "409.192"
    title = "本系统没有开通手机通知"


@dataclass(frozen=True)
class NewSubscription:
    """What a browser says of its subscription; both keys as base64url."""

    endpoint: str
    p256dh: str
    auth: str


def subscribe(session: Session, new: NewSubscription, *, by: Actor, at: datetime) -> None:
    """Send the notifications of the caller's device there from now on, and nobody else's."""
    own = vapid.identity()
    if not own.contact:
        raise PushNotOffered
    if by.device_id is None:
        raise DeviceUnknown
    target_of(new.endpoint, own.further)
    _check_keys(new)
    for other in queries.subscriptions_at(session, new.endpoint):
        if other.device_id != by.device_id:
            # Of whoever used the browser before: it is the caller's now.
            changes.allow(session, other)
            session.delete(other)
    held = queries.subscription(session, by.device_id)
    if held is None:
        held = PushSubscription(device_id=by.device_id)
        session.add(held)
        audit.record(session, "push.subscribed", subject=by.device_id, by=by, at=at)
    changes.allow(session, held)
    held.person_id, held.subscribed_at = by.person_id, at
    held.endpoint, held.p256dh, held.auth = new.endpoint, new.p256dh, new.auth


def unsubscribe(session: Session, *, by: Actor, at: datetime) -> None:
    """Send nothing to the caller's device any more."""
    held = queries.subscription(session, by.device_id or "")
    if held is None or held.person_id != by.person_id:
        return
    session.delete(held)
    audit.record(session, "push.unsubscribed", subject=held.device_id, by=by, at=at)


def set_quiet_hours(session: Session, wanted: Quiet, *, by: Actor) -> None:
    """Say when the caller is not to be disturbed."""
    held = queries.quiet_hours(session, by.person_id)
    if held is None:
        held = QuietHours(person_id=by.person_id)
        session.add(held)
    held.is_on, held.from_time, held.to_time = wanted.is_on, wanted.from_time, wanted.to_time


def _check_keys(new: NewSubscription) -> None:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), keys.from_base64url(new.p256dh)
        )
    except ValueError as fault:
        raise UnusableSubscription from fault
    if len(keys.from_base64url(new.auth)) != AUTH_BYTES:
        raise UnusableSubscription
