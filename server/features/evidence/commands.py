"""Declare photos and signatures, take their bytes in, keep them where their visit stands."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256 as hashed

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.core.problems import Problem, TooLarge
from server.features.evidence import blob_files, queries
from server.features.evidence.models import Blob, Declaration, Photo
from server.features.evidence.pictures import read_picture

MOST_BYTES = 8 * 1024 * 1024

HASH = re.compile(r"[0-9a-f]{64}")


class NotDeclared(Problem):
    code = "403.40"
    title = "这张照片不属于您上报的走访"


class PhotoElsewhere(Problem):
    code = "422.43"
    title = "这张照片已经记在另一次走访里"


class OtherBytes(Problem):
    code = "422.42"
    title = "照片在路上损坏了，会自动重传"


@dataclass(frozen=True)
class NewPhoto:
    """What a phone says of a photo before its bytes arrive."""

    id: str
    sha256: str
    taken_at: datetime | None = None
    caption: str = ""
    bytes: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Standing:
    """A visit and the scopes in which it stands."""

    visit_id: str
    scopes: Collection[str]


@dataclass(frozen=True)
class Arrival:
    """Bytes that were verified and kept."""

    sha256: str
    bytes: int
    mime: str
    width: int
    height: int


def declare_photos(
    session: Session, standing: Standing, photos: Sequence[NewPhoto], *, by: str
) -> None:
    """Append the photos of a visit that are not there yet; their bytes may follow."""
    there = {photo.id: photo for photo in queries.photos_of(session, standing.visit_id)}
    arrived = queries.received(session, {photo.sha256 for photo in photos})
    fresh = {photo.id: photo for photo in photos if photo.id not in there}
    if any(queries.photo(session, photo_id) is not None for photo_id in fresh):
        raise PhotoElsewhere
    for n, photo in enumerate(fresh.values(), start=len(there) + 1):
        _declare(session, standing, photo.sha256, "photo", by)
        session.add(_built(photo, standing, n, is_there=photo.sha256 in arrived))


def declare_shown(
    session: Session, standing: Standing, sha256s: Collection[str], *, by: str
) -> None:
    """Announce photos that a record names itself, so that they are no rows of a visit."""
    for sha256 in sha256s:
        _declare(session, standing, sha256, "photo", by)


def declare_signature(session: Session, standing: Standing, sha256: str, *, by: str) -> None:
    """Announce the signature of a visit."""
    _declare(session, standing, sha256, "signature", by)


def declare_for_command(
    session: Session, entity: str, sha256s: Collection[str], *, by: str, scopes: Collection[str]
) -> None:
    """Let the bytes come of what a command announced, whatever became of the command."""
    told = {sha for sha in sha256s if HASH.fullmatch(sha)}
    for sha256 in sorted(told - queries.declared_of(session, by, told)):
        _declare(session, Standing(entity, scopes), sha256, "command", by)


def move_with_visit(session: Session, standing: Standing) -> None:
    """Have a visit's photos and signatures stand where the visit now stands."""
    wanted = sorted(standing.scopes)
    visit_id = standing.visit_id
    declared = queries.declarations_of(session, visit_id)
    rows: list[Photo | Declaration] = [*queries.photos_of(session, visit_id), *declared]
    for row in rows:
        if row.scopes != wanted:
            row.scopes = wanted


def keep(sha256: str, content: bytes) -> Arrival:
    """Verify bytes and write them to disk, before `receive` records them in a transaction."""
    if len(content) > MOST_BYTES:
        raise TooLarge
    if hashed(content).hexdigest() != sha256:
        raise OtherBytes
    picture = read_picture(content)
    if not blob_files.is_intact(sha256):
        blob_files.keep(sha256, content, picture)
    return Arrival(sha256, len(content), picture.mime, picture.width, picture.height)


def receive(session: Session, arrival: Arrival, at: datetime) -> bool:
    """Record verified bytes and tell their photos; return whether they are new."""
    known = queries.blob(session, arrival.sha256)
    is_new = _record(session, arrival, at) if known is None else known.state != "received"
    if known is not None:
        known.state = "received"
    _tell_photos(session, arrival.sha256, "received")
    return is_new


def mark_damaged(session: Session, sha256: str) -> None:
    """Say of bytes that arrived, and of their photos, that the bureau no longer has them whole."""
    known = queries.blob(session, sha256)
    if known is None:
        return
    known.state = "damaged"
    _tell_photos(session, sha256, "damaged")


def _tell_photos(session: Session, sha256: str, state: str) -> None:
    others = select(Photo).where(Photo.sha256 == sha256, Photo.state != state)
    for photo in session.scalars(others.order_by(Photo.id).with_for_update()):
        photo.state = state


def _record(session: Session, arrival: Arrival, at: datetime) -> bool:
    """Add the record of bytes; return False when another upload was quicker."""
    blob = Blob(
        sha256=arrival.sha256,
        bytes=arrival.bytes,
        mime=arrival.mime,
        width=arrival.width,
        height=arrival.height,
        received_at=at,
    )
    try:
        with session.begin_nested():
            session.add(blob)
    except IntegrityError:
        return False
    return True


def _declare(session: Session, standing: Standing, sha256: str, kind: str, by: str) -> None:
    if not queries.is_declared(session, sha256, standing.visit_id, by, kind):
        session.add(
            Declaration(
                sha256=sha256,
                visit_id=standing.visit_id,
                person_id=by,
                kind=kind,
                scopes=sorted(standing.scopes),
            )
        )


def _built(photo: NewPhoto, standing: Standing, n: int, *, is_there: bool) -> Photo:
    return Photo(
        id=photo.id,
        visit_id=standing.visit_id,
        sha256=photo.sha256,
        n=n,
        caption=photo.caption,
        taken_at=photo.taken_at,
        bytes=photo.bytes,
        width=photo.width,
        height=photo.height,
        state="received" if is_there else "pending",
        scopes=sorted(standing.scopes),
    )
