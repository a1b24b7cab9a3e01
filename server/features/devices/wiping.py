"""Orders to wipe lost phones: given with a reason, signed, fetched without a sign-in, answered.

Whoever fetches one has only the random id of a device, and hears the bureau's own wish. That a
phone erased what it held is its own word: the keys that could prove it are gone by then.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from server.core import audit, signing
from server.core.auth import Actor
from server.core.ids import new_id
from server.core.problems import NotFound, Problem
from server.features.devices import commands, queries
from server.features.devices.models import DeviceKey, WipeOrder

ORDER, RECEIPT = "doorstep-wipe-v1\n", "doorstep-wipe-work-v1\n"
# Of one phone: a hand-over that broke off is begun anew, in good faith never more often.
MOST_TRIES = 50


class TooManyTries(Problem):
    code = "409.290"
    title = "这台手机交来的次数太多，请联系系统管理员"


@dataclass(frozen=True)
class HandOver:
    """A phone that hands its unsent work over upon an order."""

    order_id: str
    device_id: str
    person_id: str


def order(session: Session, kid: str, *, reason: str, by: Actor, at: datetime) -> DeviceKey:
    """Order the phone of a key to be wiped; its key is revoked with it. Once is enough.

    Raises NotFound, NotAllowed.
    """
    key = commands.revoke(session, kid, reason=reason, by=by, at=at)
    if queries.wipe_order_locked(session, key.device_id) is not None:
        return key
    body = {
        "order": new_id(),
        "device": key.device_id,
        "person": key.person_id,
        "ordered_at": at.isoformat(),
    }
    text = json.dumps(body, separators=(",", ":"))
    session.add(
        WipeOrder(
            id=body["order"],
            device_id=key.device_id,
            person_id=key.person_id,
            reason=reason,
            ordered_at=at,
            body=text,
            signature=signing.sign((ORDER + text).encode()),
        )
    )
    session.flush()
    audit.record(session, "device.wipe_ordered", subject=key.device_id, by=by, at=at, reason=reason)
    return key


def fetch(session: Session, device_ids: Sequence[str], *, at: datetime) -> list[WipeOrder]:
    """Return the orders about the devices that a phone was, noting that they were heard."""
    found = list(queries.wipe_orders(session, device_ids).values())
    for row in found:
        if row.fetched_at is None:
            row.fetched_at = at
            audit.record(session, "device.wipe_fetched", subject=row.device_id, by=None, at=at)
    return found


def begin_hand_over(session: Session, order_id: str, device_id: str) -> HandOver:
    """Let a phone hand its unsent work over upon an order, and count the try.

    Raises NotFound, TooManyTries.
    """
    row = _named(session, order_id, device_id)
    if row.tries >= MOST_TRIES:
        raise TooManyTries
    row.tries += 1
    return HandOver(row.id, row.device_id, row.person_id)


def note_refused(session: Session, work: HandOver, trouble: str) -> None:
    """Note for the desk why the work of a phone was not taken in."""
    _named(session, work.order_id, work.device_id).trouble = trouble


def note_taken(session: Session, work: HandOver, n: int, *, at: datetime) -> None:
    """Note that the unsent work of a phone, `n` commands, stands in the ledger."""
    row = _named(session, work.order_id, work.device_id)
    row.taken_at, row.commands, row.trouble = at, n, ""
    audit.record(session, "device.work_taken", subject=row.device_id, by=None, at=at, commands=n)


def receipt(work: HandOver, sha256: str) -> dict[str, str]:
    """Return text and signature by which a phone knows that its file stands at the bureau."""
    told = {"order": work.order_id, "device": work.device_id, "sha256": sha256}
    body = json.dumps(told, separators=(",", ":"))
    return {"body": body, "signature": signing.sign((RECEIPT + body).encode())}


def note_wiped(session: Session, order_id: str, device_id: str, *, at: datetime) -> None:
    """Note that a phone says that it has erased what it held; the first word counts."""
    row = _named(session, order_id, device_id)
    if row.wiped_at is None:
        row.wiped_at = at
        audit.record(session, "device.wiped", subject=device_id, by=None, at=at)


def _named(session: Session, order_id: str, device_id: str) -> WipeOrder:
    row = queries.wipe_order_locked(session, device_id)
    if row is None or row.id != order_id:
        raise NotFound
    return row
