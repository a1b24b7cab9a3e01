"""Read messages, and where they are to be pushed."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.features.messages.models import Message, PushOrder, PushSubscription, QuietHours

NUDGE = "nudge"


def message(session: Session, message_id: str) -> Message | None:
    """Return one message."""
    return session.get(Message, message_id)


def own_among(session: Session, person_id: str, ids: Collection[str]) -> Sequence[Message]:
    """Return which of these messages are a person's, in the order of their ids."""
    own = select(Message).where(Message.person_id == person_id, Message.id.in_(ids))
    return session.scalars(own.order_by(Message.id)).all()


def nudges(
    session: Session, *, of: Collection[str], subject: str | None = None
) -> Sequence[Message]:
    """Return the nudges that these people got, perhaps about one subject, the latest first."""
    found = select(Message).where(Message.kind == NUDGE, Message.person_id.in_(of))
    if subject is not None:
        found = found.where(Message.subject == subject)
    return session.scalars(found.order_by(Message.created_at.desc(), Message.id)).all()


def unread(session: Session, person_id: str) -> int:
    """Return how many messages a person has not read."""
    own = (Message.person_id == person_id, Message.read_at.is_(None))
    return session.scalar(select(func.count()).select_from(Message).where(*own)) or 0


def older_than(session: Session, at: datetime, *, at_most: int) -> Sequence[Message]:
    """Return messages of before an instant, the oldest first."""
    old = select(Message).where(Message.created_at < at).order_by(Message.created_at, Message.id)
    return session.scalars(old.limit(at_most)).all()


def subscription(session: Session, device_id: str) -> PushSubscription | None:
    """Return where a device takes notifications."""
    return session.get(PushSubscription, device_id)


def subscriptions_of(session: Session, person_id: str) -> Sequence[PushSubscription]:
    """Return where a person's devices take notifications."""
    own = select(PushSubscription).where(PushSubscription.person_id == person_id)
    return session.scalars(own.order_by(PushSubscription.device_id)).all()


def subscriptions_at(session: Session, endpoint: str) -> Sequence[PushSubscription]:
    """Return the devices that take notifications at one address: those of one browser."""
    same = select(PushSubscription).where(PushSubscription.endpoint == endpoint)
    return session.scalars(same.order_by(PushSubscription.device_id)).all()


def quiet_hours(session: Session, person_id: str) -> QuietHours | None:
    """Return when a person is not to be disturbed; None where nothing was said."""
    return session.get(QuietHours, person_id)


def next_due(session: Session, at: datetime) -> str | None:
    """Return the device whose order has been due for longest; None when none is."""
    due = select(PushOrder.device_id).where(PushOrder.due_at <= at)
    return session.scalar(due.order_by(PushOrder.due_at, PushOrder.device_id).limit(1))


def due_of(session: Session, device_id: str, at: datetime) -> Sequence[tuple[PushOrder, Message]]:
    """Return what a device is to be told of now, the oldest first."""
    found = (
        select(PushOrder, Message)
        .join(Message, Message.id == PushOrder.message_id)
        .where(PushOrder.device_id == device_id, PushOrder.due_at <= at)
        .order_by(Message.created_at, Message.id)
    )
    return [(order, told) for order, told in session.execute(found)]


def held_until(session: Session, device_id: str, at: datetime) -> datetime | None:
    """Return until when a device's push service is left alone, after it did not take a push."""
    later = (PushOrder.device_id == device_id, PushOrder.tries > 0, PushOrder.due_at > at)
    return session.scalar(select(func.max(PushOrder.due_at)).where(*later))


def orders(session: Session, device_id: str, message_ids: Collection[str]) -> Sequence[PushOrder]:
    """Return the orders of a device for these messages that still stand."""
    own = (PushOrder.device_id == device_id, PushOrder.message_id.in_(message_ids))
    return session.scalars(select(PushOrder).where(*own)).all()
