"""Read scopes, devices, the ledger and defects."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, case, func, select, tuple_
from sqlalchemy.orm import Session

from server.core import clock, known, trail
from server.core.auth import Actor
from server.core.json_text import as_kept
from server.features.jurisdiction import queries as jurisdiction
from server.features.sync_api.models import CommandEntry, Defect, Device, RefusedCommand
from sync.protocol import Result, Trouble

DIGESTED = ("device_id", "seq", "id", "name", "version", "entity", "hash", "sig", "status")


@dataclass(frozen=True)
class Contact:
    """When a person's phones were last heard of, and how many items they still hold."""

    last_seen_at: datetime
    waiting: int


DEVICE_HELD = select(Device).where(Device.id == bindparam("device")).with_for_update()


def scopes_of(session: Session, actor: Actor, device_id: str) -> list[str]:
    """Return the scopes that a person's phone holds, computed afresh at every request."""
    return [*jurisdiction.scopes_of(session, actor, clock.today()), f"device:{device_id}"]


def device(session: Session, device_id: str) -> Device | None:
    """Return one device."""
    return known.get(session, Device, device_id)


def device_locked(session: Session, device_id: str) -> Device:
    """Return one device, held until the end of the transaction."""
    found = device_held(session, device_id)
    assert found is not None, "who asks has met the device"
    return found


def device_held(session: Session, device_id: str) -> Device | None:
    """Return one device, held until the end of the transaction; None: it was never met."""
    return session.scalars(DEVICE_HELD, {"device": device_id}).one_or_none()


def devices(session: Session) -> Sequence[Device]:
    """Return all devices, the one that was silent longest first."""
    return session.scalars(select(Device).order_by(Device.last_seen_at, Device.id)).all()


def forked_devices(session: Session) -> Sequence[Device]:
    """Return the devices of which there are two, and those that go on from one, newest first."""
    found = select(Device).where(Device.forked_at.is_not(None))
    return session.scalars(found.order_by(Device.forked_at.desc(), Device.id)).all()


def contacts(session: Session) -> dict[str, Contact]:
    """Return for each person with a device when one was last heard of and what they all hold."""
    held = Device.announced_head - Device.last_seq
    found = session.execute(
        select(
            Device.person_id,
            func.max(Device.last_seen_at),
            func.sum(case((held > 0, held), else_=0)),
        ).group_by(Device.person_id)
    )
    return {person: Contact(seen, int(waiting)) for person, seen, waiting in found}


def command(session: Session, device_id: str, seq: int) -> CommandEntry | None:
    """Return one command of a device's ledger."""
    return session.get(CommandEntry, (device_id, seq))


def count_refused(session: Session, device_id: str) -> int:
    """Return how many commands are kept that were not signed by this device."""
    wanted = select(func.count()).where(RefusedCommand.device_id == device_id)
    return session.scalars(wanted).one()


def is_taken(session: Session, command_id: str, person_id: str) -> bool:
    """Return whether any device of this person has sent a command of this id."""
    query = (
        select(CommandEntry.seq)
        .join(Device, Device.id == CommandEntry.device_id)
        .where(CommandEntry.id == command_id, Device.person_id == person_id)
    )
    return session.execute(query.limit(1)).first() is not None


def outcomes(
    session: Session, device_id: str, seqs: tuple[int, int]
) -> dict[int, tuple[str, dict[str, Any]]]:
    """Return hash and result of a device's commands whose seq is within `seqs`, by seq."""
    found = session.execute(
        select(CommandEntry.seq, CommandEntry.hash, CommandEntry.result)
        .where(CommandEntry.device_id == device_id)
        .where(CommandEntry.seq.between(*seqs))
    )
    return {seq: (digest, result) for seq, digest, result in found}


def entries(session: Session, keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Return what the ledger says of commands, all columns, by device and seq."""
    told = CommandEntry.__table__.c
    asked = tuple_(told.device_id, told.seq).in_(keys)
    found = session.execute(select(CommandEntry.__table__).where(asked)).mappings()
    return {(row["device_id"], row["seq"]): row for row in found}


def count_entries(session: Session) -> int:
    """Return how many commands stand in the ledger."""
    return session.scalar(select(func.count()).select_from(CommandEntry)) or 0


def digest_of(entry: Mapping[str, Any]) -> str:
    """Return the SHA-256 of all that the ledger says of a command, its exact bytes among them."""
    told = {name: entry[name] for name in DIGESTED}
    told["body"] = sha256(entry["body"].encode()).hexdigest()
    told["received_at"] = entry["received_at"].isoformat(timespec="microseconds")
    told["result"] = as_kept(entry["result"])
    return sha256(trail.canonical(told)).hexdigest()


def as_stored(result: Result) -> dict[str, Any]:
    """Return a result as it is written into the ledger."""
    told = result.problem and asdict(result.problem)
    return {**vars(result), "problem": told, "scope_seqs": dict(result.scope_seqs)}


def result_of(stored: dict[str, Any]) -> Result:
    """Return a result as it stands in the ledger."""
    problem = stored.get("problem")
    return Result(**{**stored, "problem": Trouble(**problem) if problem else None})


def defects(session: Session) -> Sequence[Defect]:
    """Return what was noted of phones and books that had gone wrong, the newest first."""
    newest_first = select(Defect).order_by(Defect.last_at.desc(), Defect.id.desc())
    return session.scalars(newest_first.limit(500)).all()


def defects_since(session: Session, at: datetime) -> dict[str, int]:
    """Return how many defects of each kind there were since an instant."""
    counted = select(Defect.kind, func.count()).where(Defect.last_at >= at).group_by(Defect.kind)
    return {kind: int(n) for kind, n in session.execute(counted)}
