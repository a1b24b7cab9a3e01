"""Files that are there wholly or not at all, and a full disk said in words."""

import errno
import math
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from server.core.problems import DiskFull

BEGUN = ".part-"
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def in_words() -> Iterator[None]:
    """Refuse in words where the disk has no room."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull from error
        raise


def written(place: Path, content: bytes) -> None:
    """Write a file durably under its name; before that, nothing has that name."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=BEGUN)
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


def sweep(folder: Path, before: datetime) -> int:
    """Take away what a killed process had begun to write below a folder; return how much."""
    left = [part for part in folder.rglob(f"{BEGUN}*") if _age(part) < before.timestamp()]
    for part in left:
        part.unlink(missing_ok=True)
    return len(left)


def _age(part: Path) -> float:
    """Return when it was last written; a file that was just put in its place is no longer begun."""
    try:
        return part.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _settle(folder: Path) -> None:
    """Have the new name survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
