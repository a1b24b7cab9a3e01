"""Files under the hash of their content: there wholly, or not at all."""

import errno
import os
import tempfile
from pathlib import Path

from flask import current_app

from server.core.problems import DiskFull
from server.features.evidence.pictures import Picture, read_picture

FULL = ".full.jpg"
THUMB = ".thumb.jpg"
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})


def keep(sha256: str, content: bytes, picture: Picture) -> None:
    """Write the original and the copies to serve, durably; refuse in words when the disk is full.

    The original comes last: where it stands, all stands.
    """
    place = _place(sha256)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _write(place.with_name(sha256 + FULL), picture.full)
        _write(place.with_name(sha256 + THUMB), picture.thumb)
        _write(place, content)
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull from error
        raise


def is_kept(sha256: str) -> bool:
    """Return whether the original stands on disk."""
    return _place(sha256).is_file()


def served_copy(sha256: str, suffix: str) -> bytes | None:
    """Return a copy to serve, made again when it went missing; None without the original."""
    place = _place(sha256)
    copy = place.with_name(sha256 + suffix)
    if copy.is_file():
        return copy.read_bytes()
    if not place.is_file():
        return None
    content = place.read_bytes()
    keep(sha256, content, read_picture(content))
    return copy.read_bytes()


def _place(sha256: str) -> Path:
    root: Path = current_app.extensions["doorstep.settings"].data_dir
    return root / "blobs" / sha256[:2] / sha256[2:4] / sha256


def _write(place: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".part-")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    _settle(place.parent)


def _settle(folder: Path) -> None:
    """Have the new name survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
