"""Read photos, and who may send or see bytes."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.core import clock, known
from server.core.auth import Actor
from server.features.evidence.models import Blob, Declaration, Photo
from server.features.jurisdiction import queries as jurisdiction


def photos_of(session: Session, visit_id: str) -> Sequence[Photo]:
    """Return the photos of a visit in their order."""
    found = known.listed(session, Photo.visit_id, visit_id)
    if found is None:
        found = session.scalars(select(Photo).where(Photo.visit_id == visit_id)).all()
    return sorted(found, key=lambda photo: (photo.n, photo.id))


def declarations_of(session: Session, visit_id: str) -> Sequence[Declaration]:
    """Return what was announced of a visit."""
    found = known.listed(session, Declaration.visit_id, visit_id)
    if found is not None:
        return found
    return session.scalars(select(Declaration).where(Declaration.visit_id == visit_id)).all()


def is_declared(session: Session, sha256: str, visit_id: str, person_id: str, kind: str) -> bool:
    """Return whether a person announced these bytes, as this, of this visit."""
    found = known.listed(session, Declaration.sha256, sha256)
    if found is None:
        return session.get(Declaration, (sha256, visit_id, person_id, kind)) is not None
    wanted = (visit_id, person_id, kind)
    return any((one.visit_id, one.person_id, one.kind) == wanted for one in found)


def keys_of(
    visit_ids: Collection[str], photos: Collection[str], hashes: Collection[str]
) -> dict[InstrumentedAttribute[str], Collection[str]]:
    """Return by which keys `foresee` looks."""
    return {
        Photo.visit_id: visit_ids,
        Photo.id: photos,
        Blob.sha256: hashes,
        Declaration.visit_id: visit_ids,
        Declaration.sha256: hashes,
    }


def foresee(
    session: Session,
    visit_ids: Collection[str],
    *,
    photos: Collection[str],
    hashes: Collection[str],
) -> None:
    """Load at once the photos and announcements of visits, and what is known of these bytes."""
    known.foresee_lists(session, Photo.visit_id, visit_ids)
    known.foresee(session, Photo, photos)
    known.foresee(session, Blob, hashes)
    known.foresee_lists(session, Declaration.visit_id, visit_ids)
    known.foresee_lists(session, Declaration.sha256, hashes)


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
    return known.get(session, Blob, sha256)


def received(session: Session, sha256s: Collection[str]) -> frozenset[str]:
    """Return those of these hashes whose bytes arrived and are not known to be damaged."""
    known.foresee(session, Blob, sha256s)
    found = (known.get(session, Blob, sha256) for sha256 in sha256s)
    return frozenset(blob.sha256 for blob in found if blob and blob.state == "received")


def photo(session: Session, photo_id: str) -> Photo | None:
    """Return one photo."""
    return known.get(session, Photo, photo_id)


def received_of(session: Session, person_id: str, sha256s: Collection[str]) -> frozenset[str]:
    """Return those of these hashes that a person declared and that are received."""
    declared = select(Declaration.sha256).where(
        Declaration.person_id == person_id, Declaration.sha256.in_(sha256s)
    )
    return received(session, session.scalars(declared).all())


def declared_of(session: Session, person_id: str, sha256s: Collection[str]) -> frozenset[str]:
    """Return those of these hashes that a command of a person announced."""
    known.foresee_lists(session, Declaration.sha256, sha256s)
    found = [one for sha in sha256s for one in known.listed(session, Declaration.sha256, sha) or ()]
    return frozenset(one.sha256 for one in found if one.person_id == person_id)


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
