"""Files under the hash of their content: there wholly, or not at all, and never served unseen.

A copy to serve stands behind a seal, the SHA-256 of its name and its bytes, so that a flipped byte
and two files that changed places are both noticed.
"""

from datetime import datetime, timedelta
from hashlib import sha256 as hashed
from pathlib import Path

from flask import current_app

from server.features.evidence.decoded import Picture
from server.features.evidence.disk import in_words, sweep, written
from server.features.evidence.pictures import read_picture

STORE = "blobs"
FULL = ".full.jpg"
THUMB = ".thumb.jpg"
SEAL_BYTES = 32
BEGUN_AT_MOST = timedelta(hours=1)


def keep(sha256: str, content: bytes, picture: Picture) -> None:
    """Write the original and the copies to serve, durably; refuse in words when the disk is full.

    The original comes last: where it stands, all stands.
    """
    place = _place(sha256)
    with in_words():
        place.parent.mkdir(parents=True, exist_ok=True)
        written(place.with_name(sha256 + FULL), _sealed(sha256 + FULL, picture.full))
        written(place.with_name(sha256 + THUMB), _sealed(sha256 + THUMB, picture.thumb))
        written(place, content)


def tidy(at: datetime) -> int:
    """Take away what killed processes left half written; return how many files."""
    return sweep(_root(), at - BEGUN_AT_MOST)


def is_intact(sha256: str) -> bool:
    """Return whether the original stands on disk as it came."""
    return _original(sha256) is not None


def served_copy(sha256: str, suffix: str) -> bytes | None:
    """Return a copy to serve, made again when it is not as it was written.

    None when the original is missing or damaged: then nothing of it is evidence any more.
    """
    content = _original(sha256)
    if content is None:
        return None
    name = sha256 + suffix
    copy = _unsealed(name, _place(sha256).with_name(name))
    if copy is not None:
        return copy
    picture = read_picture(content)
    keep(sha256, content, picture)
    return picture.thumb if suffix == THUMB else picture.full


def _original(sha256: str) -> bytes | None:
    try:
        content = _place(sha256).read_bytes()
    except FileNotFoundError:
        return None
    return content if hashed(content).hexdigest() == sha256 else None


def _sealed(name: str, copy: bytes) -> bytes:
    return hashed(name.encode() + copy).digest() + copy


def _unsealed(name: str, place: Path) -> bytes | None:
    try:
        stored = place.read_bytes()
    except FileNotFoundError:
        return None
    copy = stored[SEAL_BYTES:]
    return copy if _sealed(name, copy) == stored else None


def place_in(store: Path, sha256: str) -> Path:
    """Return where an original stands below `store`."""
    return store / sha256[:2] / sha256[2:4] / sha256


def _place(sha256: str) -> Path:
    return place_in(_root(), sha256)


def _root() -> Path:
    root: Path = current_app.extensions["doorstep.settings"].data_dir / STORE
    return root
