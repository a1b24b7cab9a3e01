"""The chunks of snapshots as files named by their hash; they can be made again at any time."""

import os
import tempfile
from pathlib import Path

from flask import current_app


def keep(sha256: str, content: bytes) -> None:
    """Write a chunk, whole or not at all."""
    place = _place(sha256)
    if place.is_file():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(place)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def read(sha256: str) -> bytes | None:
    """Return a chunk; None when it is not here."""
    try:
        return _place(sha256).read_bytes()
    except FileNotFoundError:
        return None


def sweep(kept: frozenset[str]) -> int:
    """Delete every chunk that no snapshot has any more; return how many went."""
    old = [one for one in _root().glob("??/*") if one.is_file() and one.name not in kept]
    for chunk in old:
        chunk.unlink(missing_ok=True)
    return len(old)


def _place(sha256: str) -> Path:
    return _root() / sha256[:2] / sha256


def _root() -> Path:
    root: Path = current_app.extensions["doorstep.settings"].data_dir
    return root / "snapshots"
