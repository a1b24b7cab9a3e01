"""Files on their way up, known only to the disk: a killed server and its sisters go on from there.

An upload is `uploads/<person>/<id>.json`, which says what is coming, and `<id>.part`, the bytes
that came: its size is the offset. No lock is held while a phone is slow: each piece is put at the
place where the file ends at that moment, so of two requests at one offset only one gets on.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import orjson
from flask import current_app

from server.core import ids
from server.core.problems import Problem
from server.features.evidence.disk import in_words, written

KEPT_FOR = timedelta(days=7)
# A phone sends one photo after the other; more stand open only where something went wrong.
MOST_OPEN = 16


class OtherOffset(Problem):
    code = "409.40"
    title = "上传的位置对不上，会自动接着传"


@dataclass(frozen=True)
class Upload:
    """A whole that is coming: `length` in bytes; `metadata` as the client stated it."""

    person_id: str
    id: str
    length: int
    metadata: str
    expires_at: datetime

    @property
    def sha256(self) -> str:
        """Return the hash that the whole will have."""
        return hash_in(self.id)


def hash_in(upload_id: str) -> str:
    """Return the hash of the whole, with which the id of an upload begins."""
    return upload_id.partition("-")[0]


def new_id(sha256: str) -> str:
    """Return the id of a new upload of these bytes."""
    return f"{sha256}-{ids.new_id().replace('-', '')}"


def create(upload: Upload, at: datetime) -> None:
    """Expect an upload; earlier ones of the same bytes, expired ones and the oldest too many go."""
    folder = _folder(upload.person_id)
    with in_words():
        folder.mkdir(parents=True, exist_ok=True)
        _make_room(folder, upload, at)
        written(_about(upload), orjson.dumps(_stated(upload)))


def find(person_id: str, upload_id: str) -> Upload | None:
    """Return an upload that this person has open, expired or not."""
    return _read(_folder(person_id) / f"{upload_id}.json")


def offset(upload: Upload) -> int:
    """Return how many bytes are safely on disk.

    The last byte counts only once the whole is verified and kept, and then the upload is gone:
    nobody should take for complete what could not be taken in.
    """
    with _opened(upload) as file:
        os.fsync(file)
        return _end(upload, file)


def append(upload: Upload, at: int, pieces: Iterable[bytes]) -> bytes | None:
    """Put the pieces from offset `at` on, durably also when they break off.

    Return the whole once it is there. OtherOffset when the bytes on disk end elsewhere.
    """
    with in_words(), _opened(upload) as file:
        try:
            end = _put(upload, file, at, pieces)
        finally:
            os.fsync(file)
        return os.pread(file, upload.length, 0) if end == upload.length else None


def drop(upload: Upload) -> None:
    """Forget an upload."""
    _about(upload).unlink(missing_ok=True)
    _part(upload).unlink(missing_ok=True)


def tidy(at: datetime) -> int:
    """Take away every expired upload and every part that belongs to none; return how many."""
    root = _root()
    folders = [folder for folder in root.iterdir() if folder.is_dir()] if root.is_dir() else []
    return sum(_tidy(folder, at) for folder in folders)


def _tidy(folder: Path, at: datetime) -> int:
    expired = [upload for upload in _open_in(folder) if upload.expires_at <= at]
    for upload in expired:
        drop(upload)
    # Parts are only ever begun by uploads that are known, so one without is left over.
    orphans = [part for part in folder.glob("*.part") if _read(part.with_suffix(".json")) is None]
    for part in orphans:
        part.unlink(missing_ok=True)
        part.with_suffix(".json").unlink(missing_ok=True)
    return len(expired) + len(orphans)


def _make_room(folder: Path, upload: Upload, at: datetime) -> None:
    _tidy(folder, at)
    others = sorted(_open_in(folder), key=lambda other: other.expires_at)
    same = [other for other in others if other.sha256 == upload.sha256]
    left = [other for other in others if other not in same]
    for other in (*same, *left[: max(0, len(left) - MOST_OPEN + 1)]):
        drop(other)


def _open_in(folder: Path) -> Iterator[Upload]:
    for about in sorted(folder.glob("*.json")):
        upload = _read(about)
        if upload is not None:
            yield upload


def _put(upload: Upload, file: int, at: int, pieces: Iterable[bytes]) -> int:
    end = at
    _check_end(upload, file, at)
    for piece in pieces:
        with _alone(file):
            _check_end(upload, file, end)
            end += _write_all(file, piece, end)
    return end


def _check_end(upload: Upload, file: int, at: int) -> None:
    if _end(upload, file) != at:
        raise OtherOffset


def _end(upload: Upload, file: int) -> int:
    return max(0, min(os.fstat(file).st_size, upload.length - 1))


def _write_all(file: int, piece: bytes, at: int) -> int:
    done = 0
    while done < len(piece):
        # A full disk takes a part of it; what it took stays, and the phone goes on behind it.
        done += os.pwrite(file, piece[done:], at + done)
    return done


@contextmanager
def _alone(file: int) -> Iterator[None]:
    """Keep other threads and other workers out; the lock of a killed process is gone with it."""
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def _opened(upload: Upload) -> Iterator[int]:
    file = os.open(_part(upload), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield file
    finally:
        os.close(file)


def _read(about: Path) -> Upload | None:
    try:
        stated = orjson.loads(about.read_bytes())
        expires_at = datetime.fromisoformat(stated["expires_at"])
        return Upload(
            about.parent.name, about.stem, stated["length"], stated["metadata"], expires_at
        )
    # A file that a failing disk spoilt is as good as none: the phone begins anew.
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _stated(upload: Upload) -> dict[str, object]:
    return {
        "length": upload.length,
        "metadata": upload.metadata,
        "expires_at": upload.expires_at,
    }


def _root() -> Path:
    root: Path = current_app.extensions["doorstep.settings"].data_dir
    return root / "uploads"


def _folder(person_id: str) -> Path:
    return _root() / person_id


def _about(upload: Upload) -> Path:
    return _folder(upload.person_id) / f"{upload.id}.json"


def _part(upload: Upload) -> Path:
    return _folder(upload.person_id) / f"{upload.id}.part"
