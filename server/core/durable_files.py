"""Files that survive a power cut, and are there wholly or not at all."""

import os
import shutil
import tempfile
from hashlib import file_digest
from pathlib import Path


def write_durably(place: Path, content: bytes) -> None:
    """Write a file under its name only when all of it is on disk; readable by its owner only."""
    part = _part_of(place)
    try:
        part.write_bytes(content)
        _put_in_place(part, place)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def copy_durably(source: Path, place: Path) -> None:
    """Copy a file to `place`, where it appears only when all of it is on disk."""
    part = _part_of(place)
    try:
        shutil.copyfile(source, part)
        _put_in_place(part, place)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def sync_file(path: Path) -> None:
    """Have a file's content survive a power cut."""
    _sync(path, os.O_RDWR)


def sync_folder(path: Path) -> None:
    """Have the names in a folder survive a power cut."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file's content, hex."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _part_of(place: Path) -> Path:
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".part-")
    os.close(handle)
    return Path(name)


def _put_in_place(part: Path, place: Path) -> None:
    sync_file(part)
    part.replace(place)
    sync_folder(place.parent)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
