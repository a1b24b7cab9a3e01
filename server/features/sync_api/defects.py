"""Keeping what should never happen, so that operators see it: one row, not one per request."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.ids import new_id
from server.features.sync_api.models import Defect, DefectKind
from sync.store import Repaired, Sighting


def note_sighting(
    session: Session, device_id: str, sighting: Sighting, *, by: Actor, at: datetime
) -> None:
    """Keep a sighting of a device and scope; the same one sent twice counts once.

    The device's row must be locked.
    """
    tag = sighting.tag[:40]
    found = session.scalars(
        select(Defect).where(
            Defect.kind == sighting.kind,
            Defect.device_id == device_id,
            Defect.scope == sighting.scope,
        )
    ).one_or_none()
    if found is None:
        found = _defect(sighting.kind, sighting.scope, at, device_id=device_id, by=by)
        session.add(found)
    elif (found.seq, found.tag) == (sighting.seq, tag):
        return
    else:
        found.times += 1
    found.seq, found.tag, found.last_at = sighting.seq, tag, at


def note_repair(
    session: Session, device_id: str, repaired: Repaired, *, by: Actor, at: datetime
) -> None:
    """Keep that a phone's copy had gone wrong; each repair is a row."""
    found = _defect("repair", repaired.scope, at, device_id=device_id, by=by)
    found.seq, found.buckets, found.rows = repaired.seq, list(repaired.buckets), repaired.rows
    session.add(found)


def note_mending(session: Session, scope: str, *, rows: int, at: datetime) -> None:
    """Keep that the bureau's own books of a scope had to be put right."""
    found = _defect("recount", scope, at)
    found.rows = rows
    session.add(found)


def _defect(
    kind: DefectKind,
    scope: str,
    at: datetime,
    *,
    device_id: str | None = None,
    by: Actor | None = None,
) -> Defect:
    return Defect(
        id=new_id(),
        kind=kind,
        device_id=device_id,
        person_id=by and by.person_id,
        scope=scope,
        seq=0,
        tag="",
        buckets=[],
        rows=0,
        times=1,
        first_at=at,
        last_at=at,
    )
