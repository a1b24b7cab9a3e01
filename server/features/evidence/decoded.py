"""What the decoder tells the server of a picture, as it goes through the pipe between them.

A letter stands in front: P before a picture (its head as JSON in a frame, the full copy in a frame,
the thumb), N where it is none, M where it unpacks to too much.
"""

import json
from dataclasses import dataclass

from server.core.confinement import LENGTH_BYTES, frame

PICTURE, NONE, TOO_MUCH = b"P", b"N", b"M"


@dataclass(frozen=True)
class Picture:
    """A decoded picture: what it was, and the two copies to serve."""

    mime: str
    width: int
    height: int
    full: bytes
    thumb: bytes


def written(picture: Picture) -> bytes:
    """Return a picture as it is told."""
    head = {"mime": picture.mime, "width": picture.width, "height": picture.height}
    return PICTURE + frame(json.dumps(head).encode()) + frame(picture.full) + picture.thumb


def read(told: bytes) -> Picture:
    """Return the picture that was told."""
    head, rest = _framed(told[len(PICTURE) :])
    full, thumb = _framed(rest)
    return Picture(**json.loads(head), full=full, thumb=thumb)


def _framed(content: bytes) -> tuple[bytes, bytes]:
    """Return what stands in the first frame, and what follows it."""
    end = LENGTH_BYTES + int.from_bytes(content[:LENGTH_BYTES], "big")
    return content[LENGTH_BYTES:end], content[end:]
