"""Push what is ordered: looked up, sent outside any transaction, and only then noted.

An order is gone in the transaction that notes how it ended, so a process that is killed at any
moment loses nothing: the next one sends once more.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.orm import Session

from server.core import clock
from server.core.doors import reading, writing
from server.features.accounts import queries as accounts
from server.features.messages import queries, vapid
from server.features.messages.commands import PUSHED_WITHIN
from server.features.messages.endpoints import ForeignEndpoint, target_of
from server.features.messages.models import Message, PushOrder
from server.features.messages.pinning import NotPublicError, Pinned, Resolve, resolved
from server.features.messages.quiet import Quiet, quiet_until

if TYPE_CHECKING:
    from server.features.messages.pinning import Reply

log = structlog.get_logger()

WITHIN_S = 5.0
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
TAKEN, BROKEN = range(200, 300), range(500, 600)
GONE = frozenset({404, 410})
LATER = frozenset({408, 425, 429})
# A phone that comes back gets the latest only (RFC 8030 §5.4).
TOPIC = "messages"


@dataclass(frozen=True)
class Push:
    """What goes to one device, and for which messages."""

    endpoint: str
    p256dh: str
    auth: str
    kind: str
    unread: int
    expires_at: datetime


@dataclass(frozen=True)
class Ending:
    """What becomes of the orders: all are over, or due again; or the subscription is over."""

    due_again: datetime | None = None
    is_quiet: bool = False
    is_taken: bool = False
    ends_subscription: bool = False


OVER, ACCEPTED, GONE_FOR_GOOD = Ending(), Ending(is_taken=True), Ending(ends_subscription=True)


def push_due(resolve: Resolve = resolved) -> int:
    """Push to every device for which something is due; return how many pushes were taken."""
    taken = 0
    while (device_id := _next()) is not None:
        at = clock.now()
        with reading() as session:
            due = queries.due_of(session, device_id, at)
            plan = _plan(session, device_id, due, at)
        ending = plan if isinstance(plan, Ending) else _deliver(plan, _tries(due), resolve)
        taken += ending.is_taken
        with writing() as session:
            _note(session, device_id, [told.id for _, told in due], ending)
    return taken


def _next() -> str | None:
    with reading() as session:
        return queries.next_due(session, clock.now())


def _plan(
    session: Session, device_id: str, due: Sequence[tuple[PushOrder, Message]], at: datetime
) -> Push | Ending:
    subscription = queries.subscription(session, device_id)
    # It was taken back a moment ago.
    if subscription is None:
        return OVER
    if not accounts.is_signed_in(session, subscription.person_id, device_id, at):
        return GONE_FOR_GOOD
    live = [(o, told) for o, told in due if told.read_at is None and o.expires_at > at]
    if not live or not vapid.identity().contact:
        return OVER
    quiet = quiet_until(quiet_of(session, subscription.person_id), at)
    held = queries.held_until(session, device_id, at)
    if quiet or held:
        return Ending(due_again=quiet or held, is_quiet=quiet is not None)
    return Push(
        endpoint=subscription.endpoint,
        p256dh=subscription.p256dh,
        auth=subscription.auth,
        kind=live[-1][1].kind,
        unread=queries.unread(session, subscription.person_id),
        expires_at=max(order.expires_at for order, _ in live),
    )


def quiet_of(session: Session, person_id: str) -> Quiet:
    """Return when a person is not to be disturbed, as said or as it is for everybody."""
    said = queries.quiet_hours(session, person_id)
    return Quiet(said.is_on, said.from_time, said.to_time) if said else Quiet()


def _deliver(push: Push, tries: int, resolve: Resolve) -> Ending:
    """Send, and say what that means; nothing that a push service does may stop the others."""
    at = clock.now()
    try:
        reply = _send(push, at, resolve)
    except (ForeignEndpoint, NotPublicError) as refused:
        log.warning("push.refused", why=type(refused).__name__)
        return OVER
    except (OSError, HTTPException) as trouble:
        log.warning("push.unanswered", trouble=type(trouble).__name__)
        return Ending(due_again=at + _wait(tries))
    # A fault of ours ends with the order's day, and never before the others were served.
    except Exception:
        log.exception("push.failed")
        return Ending(due_again=at + _wait(tries))
    return _meaning(reply, tries, at)


def _send(push: Push, at: datetime, resolve: Resolve) -> "Reply":
    # Loaded here: it brings an asynchronous client that takes long to load, and is not used.
    from pywebpush import WebPusher  # noqa: PLC0415

    target = target_of(push.endpoint, vapid.identity().further)
    subscription = {
        "endpoint": push.endpoint,
        "keys": {"p256dh": push.p256dh, "auth": push.auth},
    }
    payload = json.dumps({"v": 1, "kind": push.kind, "n": push.unread})
    reply: Reply = WebPusher(subscription, requests_session=Pinned(target, resolve)).send(
        payload,
        headers={**vapid.authorization(target.origin, at), "Topic": TOPIC, "Urgency": "normal"},
        ttl=max(1, int((push.expires_at - at).total_seconds())),
        timeout=WITHIN_S,
    )
    return reply


def _meaning(reply: "Reply", tries: int, at: datetime) -> Ending:
    status = reply.status_code
    if status in TAKEN:
        return ACCEPTED
    if status in GONE:
        return GONE_FOR_GOOD
    log.warning("push.not_taken", status=status)
    if status in LATER or status in BROKEN:
        return Ending(due_again=at + (_asked_wait(reply, at) or _wait(tries)))
    return OVER


def _wait(tries: int) -> timedelta:
    # More doublings would only make a number too large.
    return min(FIRST_WAIT * (1 << min(tries, 20)), LONGEST_WAIT)


def _asked_wait(reply: "Reply", at: datetime) -> timedelta | None:
    """Return for how long a push service wants to be left alone (RFC 9110 §10.2.3)."""
    told = reply.headers.get("retry-after", "").strip()
    if told.isdecimal():
        return min(timedelta(seconds=int(told[:9])), PUSHED_WITHIN)
    try:
        when = parsedate_to_datetime(told)
    except ValueError:
        return None
    until = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(until - at, PUSHED_WITHIN) if until > at else None


def _tries(due: Sequence[tuple[PushOrder, Message]]) -> int:
    return max((order.tries for order, _ in due), default=0)


def _note(session: Session, device_id: str, message_ids: Sequence[str], ending: Ending) -> None:
    subscription = queries.subscription(session, device_id)
    if ending.ends_subscription and subscription is not None:
        session.delete(subscription)
        return
    for order in queries.orders(session, device_id, message_ids):
        if ending.due_again is None:
            session.delete(order)
        elif ending.is_quiet:
            order.due_at = ending.due_again
            order.expires_at = ending.due_again + PUSHED_WITHIN
        elif ending.due_again < order.expires_at:
            order.due_at, order.tries = ending.due_again, order.tries + 1
        else:
            session.delete(order)
