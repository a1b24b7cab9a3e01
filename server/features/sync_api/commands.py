"""Register and close devices."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.core import audit, changes, clock, hooks, inserts
from server.core.auth import Actor
from server.core.problems import Problem
from server.features.devices import queries as device_keys
from server.features.sync_api import queries
from server.features.sync_api.models import CommandEntry, Device, RefusedCommand
from sync.store import Outcome, Refused

SEEN_EVERY = timedelta(minutes=5)
# Of one device; whoever sends more by its name is known well enough by these.
MOST_REFUSED = 200


class ForeignDevice(Problem):
    code = "403.03"
    title = "这台手机上的资料属于另一位同事"


class ForkedChain(Problem):
    code = "409.04"
    title = "这台手机的资料被复制到了别处，先由人核对"


class BadlySigned(Problem):
    code = "403.200"
    title = "有记录的签名对不上，局里没有收下"


def must_register(
    session: Session, device_id: str, *, by: Actor, announced_head: int, at: datetime
) -> bool:
    """Return whether this contact of a device is worth a write; refuse somebody else's device."""
    found = queries.device(session, device_id)
    if found is None:
        return True
    refuse_foreign(found, by)
    return _is_long_unseen(found, at) or announced_head > found.announced_head


def _is_long_unseen(device: Device, at: datetime) -> bool:
    # Either way: a clock that was ahead and was put right must not hold the next look up.
    return abs(at - device.last_seen_at) > SEEN_EVERY


def refuse_foreign(device: Device, by: Actor) -> None:
    """Refuse a device of somebody else."""
    if device.person_id != by.person_id:
        raise ForeignDevice


def register_device(
    session: Session, device_id: str, *, by: Actor, announced_head: int, at: datetime
) -> Device:
    """Make or refresh the record of the caller's device, and hold it; refuse somebody else's.

    One that was seen a moment ago only announces more: what it should carry was looked at then.
    """
    found, is_new = _held(session, device_id, by, announced_head=announced_head, at=at)
    if is_new or _is_long_unseen(found, at):
        _see(session, found, by, at)
    found.announced_head = max(found.announced_head, announced_head)
    return found


def _held(
    session: Session, device_id: str, by: Actor, *, announced_head: int, at: datetime
) -> tuple[Device, bool]:
    """Return the caller's device, held, and whether it was made just now."""
    found = queries.device_held(session, device_id)
    if found is not None:
        refuse_foreign(found, by)
        return found, False
    seen = {"first_seen_at": at, "last_seen_at": at, "announced_head": announced_head}
    new = Device(id=device_id, person_id=by.person_id, **seen)
    session.add(new)
    return new, True


def _see(session: Session, device: Device, by: Actor, at: datetime) -> None:
    # One that should be enrolled and is not, or was lost, carries no numbers and decides nothing.
    if device_keys.may_carry(session, device_keys.known_of_device(session, device.id)):
        hooks.tell("devices.met", session, device.id, by, at)
    # Only now, so that what the caller counts of it goes in the same statement.
    device.last_seen_at = at


def require_signatures(session: Session, device_id: str, by: Actor, at: datetime) -> None:
    """Have every command signed that a device makes from now on: its first key is registered.

    What it had announced by then may be from before its programme could sign.
    """
    found, _ = _held(session, device_id, by, announced_head=0, at=at)
    # Also one that was seen a moment ago: it may carry numbers from now on.
    _see(session, found, by, at)
    found.signed_from = found.signed_from or max(found.last_seq, found.announced_head) + 1


def keep_refused(
    session: Session, device_id: str, refused: Refused, *, by: Actor, at: datetime
) -> None:
    """Keep a command that was not signed by its device, once, and not without end."""
    digest = refused.envelope.hash
    is_kept = session.get(RefusedCommand, (device_id, digest)) is not None
    if is_kept or queries.count_refused(session, device_id) >= MOST_REFUSED:
        return
    session.add(
        RefusedCommand(
            device_id=device_id,
            hash=digest,
            seq=refused.seq,
            body=refused.envelope.body,
            sig=refused.envelope.sig,
            code=refused.why.code,
            person_id=by.person_id,
            session_id=by.session_id,
            at=at,
        )
    )
    facts = {"seq": refused.seq, "hash": digest, "code": refused.why.code}
    audit.record(session, "command.refused", subject=device_id, by=by, at=at, **facts)


def fork_device(session: Session, device_id: str, *, by: Actor, at: datetime) -> bool:
    """Let nothing of a device run by itself any more; False when that was so before."""
    found = queries.device_locked(session, device_id)
    if found.forked_at is not None:
        return False
    found.forked_at = at
    audit.record(session, "device.forked", subject=device_id, by=by, at=at)
    return True


def release_device(
    session: Session, device_id: str, *, reason: str, by: Actor, at: datetime
) -> None:
    """Let a device go on of which somebody has seen that it is its person's own phone."""
    found = queries.device_locked(session, device_id)
    found.forked_at = None
    audit.record(session, "device.released", subject=device_id, by=by, at=at, reason=reason)


def close_device(
    session: Session, device_id: str, *, replaced_by: str, by: Actor, at: datetime
) -> Device | None:
    """Close a device of the caller's; None when it is somebody else's or was closed before.

    One that this bureau has never met was met by it before it was put back.
    """
    held = select(Device).where(Device.id == device_id).with_for_update()
    found = session.scalars(held).one_or_none()
    if found is None:
        found = Device(id=device_id, person_id=by.person_id, first_seen_at=at, announced_head=0)
        found.last_seen_at = at
        session.add(found)
        session.flush()
    if found.person_id != by.person_id or found.closed_at is not None:
        return None
    found.closed_at, found.replaced_by = at, replaced_by
    audit.record(session, "device.replaced", subject=found.id, by=by, at=at, new=replaced_by)
    hooks.tell("devices.closed", session, device_id, by, at)
    return found


def raise_durable(session: Session, reached: Mapping[str, int]) -> None:
    """Note for each device up to which seq a verified backup holds everything; never lower it."""
    for device_id, seq in sorted(reached.items()):
        session.execute(
            update(Device)
            .where(Device.id == device_id, Device.durable_seq < seq)
            .values(durable_seq=seq)
            .execution_options(synchronize_session=False)
        )


def hold_device(session: Session, device_id: str) -> None:
    """Let no command of a device be taken in until the end of the transaction."""
    queries.device_locked(session, device_id)


def amend_entry(session: Session, device_id: str, seq: int, outcome: Outcome) -> None:
    """Have the ledger answer with what became of a command later; its receipt stays."""
    found = queries.command(session, device_id, seq)
    assert found is not None, "only what was recorded is amended"
    problem = outcome.problem and asdict(outcome.problem)
    found.status = outcome.status
    found.result = {
        **found.result,
        "status": outcome.status,
        "alias": outcome.alias,
        "problem": problem,
    }
    log_answered_anew(session, found, by=None, at=clock.now())


def take_in(
    session: Session, entries: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime
) -> None:
    """Add commands, all their columns, to the ledger and what it says of them to the log."""
    inserts.add_all(session, CommandEntry, entries)
    changes.note_deed(session)
    audit.add(session, [_told(audit.TAKEN_IN, entry, by, at) for entry in entries])


def log_answered_anew(
    session: Session, found: CommandEntry, *, by: Actor | None, at: datetime
) -> None:
    """Write into the audit trail what the ledger says of a command from now on."""
    audit.add(session, [_told(audit.ANSWERED_ANEW, vars(found), by, at)])


def _told(deed: str, entry: Mapping[str, Any], by: Actor | None, at: datetime) -> dict[str, Any]:
    return audit.told(
        deed,
        subject=entry["entity"] or entry["device_id"],
        by=by,
        at=at,
        device=entry["device_id"],
        seq=entry["seq"],
        name=entry["name"],
        status=entry["status"],
        hash=entry["hash"],
        entry=queries.digest_of(entry),
    )
