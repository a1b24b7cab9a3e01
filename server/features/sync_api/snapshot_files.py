"""The chunks of snapshots as files named by their hash; they can be made again at any time.

They stand as brotli, which nearly every browser takes as it is, and are packed but once.
"""

import os
import tempfile
from pathlib import Path

import brotli
from flask import current_app

ENDING = ".br"
# It takes about a second for a megabyte, beside the requests, and spares each phone a seventh.
QUALITY = 11


def keep(sha256: str, content: bytes) -> None:
    """Write a chunk, whole or not at all; one that is here is not packed again."""
    place = _place(sha256)
    if place.is_file():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(brotli.compress(content, quality=QUALITY))
        Path(name).replace(place)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def has(sha256: str) -> bool:
    """Return whether a chunk is here."""
    return _place(sha256).is_file()


def read(sha256: str) -> bytes | None:
    """Return a chunk as brotli; None when it is not here."""
    try:
        return _place(sha256).read_bytes()
    except FileNotFoundError:
        return None


def sweep(kept: frozenset[str]) -> int:
    """Delete the chunks that belong to no snapshot; return how many went."""
    names = {f"{sha256}{ENDING}" for sha256 in kept}
    old = [one for one in _root().glob("??/*") if one.is_file() and one.name not in names]
    for chunk in old:
        chunk.unlink(missing_ok=True)
    return len(old)


def _place(sha256: str) -> Path:
    return _root() / sha256[:2] / f"{sha256}{ENDING}"


def _root() -> Path:
    root: Path = current_app.extensions["doorstep.settings"].data_dir
    return root / "snapshots"
