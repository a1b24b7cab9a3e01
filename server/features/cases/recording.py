"""Write what happened to a matter into its timeline, with the evidence told with it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core.hooks import tell
from server.core.ids import new_id
from server.features.cases import queries, standing
from server.features.cases.claims import Told, odd_time
from server.features.cases.models import Matter, MatterEvent
from server.features.evidence import commands as evidence
from server.features.evidence.commands import NewPhoto
from server.features.visits import queries as visits

# Told of every entry: the session, its kind, the matter, and whom it concerns.
TOLD = "cases.told"


def record(
    session: Session, matter: Matter, kind: str, told: Told, *, by: str | None, at: datetime
) -> MatterEvent:
    """Add an entry; `by` is None where the enterprise or the petitioner answered a link."""
    is_petition = matter.source == queries.PETITION
    event = MatterEvent(
        id=_free_id(session, told.event_id),
        matter_id=matter.id,
        kind=kind,
        at=told.at or at,
        by_id=by,
        words=told.words,
        visit_id=told.visit_id,
        to_id=told.to,
        due_on=told.due_on,
        photos=[_photo(photo) for photo in told.photos],
        how=told.how,
        # Who brought a petition is told in no row that a whole town holds.
        party="" if is_petition else told.party,
        party_title="" if is_petition else told.party_title,
        signature_sha=told.signature_sha,
        flags=_flags(session, matter, kind, told, by, at),
        received_at=at,
        scopes=sorted(standing.scopes_of(matter)),
    )
    session.add(event)
    if by is not None:
        _declare(session, matter, told, by)
    concerned = {matter.opened_by, matter.holder_id, matter.offered_to, matter.solved_by} - {None}
    tell(TOLD, session, kind, matter.id, frozenset(concerned))
    return event


def _free_id(session: Session, wanted: str) -> str:
    """Return the id that a phone gave the entry; a new one where that is taken."""
    return wanted if wanted and queries.event(session, wanted) is None else new_id()


def _photo(photo: NewPhoto) -> dict[str, Any]:
    taken_at = photo.taken_at.isoformat() if photo.taken_at else None
    return {
        "id": photo.id,
        "sha256": photo.sha256,
        "taken_at": taken_at,
        "caption": photo.caption,
        "bytes": photo.bytes,
        "width": photo.width,
        "height": photo.height,
    }


def _flags(
    session: Session, matter: Matter, kind: str, told: Told, by: str | None, at: datetime
) -> list[str]:
    flags = odd_time(told.at, at)
    visit = visits.visit(session, told.visit_id) if told.visit_id else None
    if visit is not None and "in_future" in visit.flags:
        flags.append("visit_in_future")
    if kind == "log" and by != matter.holder_id:
        flags.append("not_holder")
    return flags


def _declare(session: Session, matter: Matter, told: Told, by: str) -> None:
    shown = [photo.sha256 for photo in told.photos]
    evidence.declare_shown(session, standing.evidence_of(matter), shown, by=by)
    if told.signature_sha is None:
        return
    is_petition = matter.source == queries.PETITION
    place = standing.protected_evidence_of(matter) if is_petition else standing.evidence_of(matter)
    evidence.declare_signature(session, place, told.signature_sha, by=by)
