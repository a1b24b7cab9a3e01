"""Read photos, and who may send or see bytes."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core import clock
from server.core.auth import Actor
from server.features.evidence.models import Blob, Declaration, Photo
from server.features.jurisdiction import queries as jurisdiction


def photos_of(session: Session, visit_id: str) -> Sequence[Photo]:
    """Return the photos of a visit in their order."""
    return session.scalars(
        select(Photo).where(Photo.visit_id == visit_id).order_by(Photo.n, Photo.id)
    ).all()


def photo_counts(session: Session, visit_ids: Collection[str]) -> dict[str, int]:
    """Return how many photos each of these visits has; visits without any are left out."""
    counted = select(Photo.visit_id, func.count()).where(Photo.visit_id.in_(visit_ids))
    return dict(session.execute(counted.group_by(Photo.visit_id)).all())


def pending_counts(session: Session) -> dict[str, int]:
    """Return for each visit whose photos are not all there and whole how many are missing."""
    counted = select(Photo.visit_id, func.count()).where(Photo.state != "received")
    return dict(session.execute(counted.group_by(Photo.visit_id)).all())


def blob(session: Session, sha256: str) -> Blob | None:
    """Return the record of bytes that arrived."""
    return session.get(Blob, sha256)


def received(session: Session, sha256s: Collection[str]) -> frozenset[str]:
    """Return those of these hashes whose bytes arrived and are not known to be damaged."""
    there = select(Blob.sha256).where(Blob.sha256.in_(sha256s), Blob.state == "received")
    return frozenset(session.scalars(there))


def received_of(session: Session, person_id: str, sha256s: Collection[str]) -> frozenset[str]:
    """Return those of these hashes that a person declared and that are received."""
    declared = select(Declaration.sha256).where(
        Declaration.person_id == person_id, Declaration.sha256.in_(sha256s)
    )
    return received(session, session.scalars(declared).all())


def declared_of(session: Session, person_id: str, sha256s: Collection[str]) -> frozenset[str]:
    """Return those of these hashes that a command of a person announced."""
    found = select(Declaration.sha256).where(
        Declaration.person_id == person_id, Declaration.sha256.in_(sha256s)
    )
    return frozenset(session.scalars(found))


def is_declared_by(session: Session, person_id: str, sha256: str) -> bool:
    """Return whether a command of this person announced the bytes."""
    found = session.scalar(
        select(Declaration.sha256)
        .where(Declaration.sha256 == sha256, Declaration.person_id == person_id)
        .limit(1)
    )
    return found is not None


def may_see_blob(session: Session, actor: Actor, sha256: str) -> bool:
    """Return whether the bytes belong to a visit that a person may see."""
    declared = select(Declaration.scopes).where(Declaration.sha256 == sha256)
    today = clock.today()
    return any(
        jurisdiction.reaches(session, actor, scopes, today) for scopes in session.scalars(declared)
    )
