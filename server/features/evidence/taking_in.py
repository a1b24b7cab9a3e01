"""The one way in for the bytes of a photo or signature, however they travelled."""

from server.core import clock
from server.core.doors import writing
from server.features.evidence import blob_files, commands


def take_in(sha256: str, content: bytes) -> bool:
    """Verify that the bytes are the picture that was declared, keep them, and tell its photos.

    Return whether they are new. Refuses other bytes, what is no honest picture, and a full disk.
    """
    arrival = commands.keep(sha256, content)
    with writing() as session:
        return commands.receive(session, arrival, clock.now())


def found_damaged(sha256: str) -> None:
    """Mark evidence whose file is not what arrived; its phone will be asked for it again."""
    with writing() as session:
        # It may have come again since somebody looked.
        if not blob_files.is_intact(sha256):
            commands.mark_damaged(session, sha256)
