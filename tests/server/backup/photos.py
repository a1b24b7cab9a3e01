"""Photos that arrived, and what time does to files."""

from pathlib import Path

from flask import current_app

from server.core import clock
from server.core.doors import writing
from server.features.evidence import blob_files, commands
from server.features.evidence.blob_files import place_in
from server.features.evidence.commands import Arrival
from server.features.evidence.pictures import read_picture
from tests.server.evidence.pictures import hash_of, picture


def add_photo(content: bytes | None = None) -> str:
    """Put a photo into the store as the upload does; return its hash."""
    content = content or picture(size=(32, 32))
    sha256 = hash_of(content)
    blob_files.keep(sha256, content, read_picture(content))
    with writing() as session:
        arrival = Arrival(sha256, len(content), "image/jpeg", 32, 32)
        commands.receive(session, arrival, clock.now())
    return sha256


def stored(sha256: str) -> Path:
    data_dir: Path = current_app.extensions["doorstep.settings"].data_dir
    return place_in(data_dir / "blobs", sha256)


def first_blob(folder: Path) -> Path:
    return next(iter(folder.glob("blobs/*/*/*")))


def flip(path: Path, at: int | None = None) -> None:
    """Change one bit of a file, in its middle or at a place."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if at is None else at] ^= 1
    path.write_bytes(content)
