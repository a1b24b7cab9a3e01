"""The keys of the bureau as a running service uses them: looked up anew whenever a file changed."""

import threading
from pathlib import Path

import structlog
from flask import Flask, current_app

from server.core import key_files
from server.core.key_files import Held, KeyFileMissing

log = structlog.get_logger()

EXTENSION = "doorstep.keyring"

# What tells a file from the one that took its place.
Seen = tuple[tuple[int, int, int], ...]


class Keyring:
    """What stands in the key files; a roll by another process is seen at the next use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = (folder / key_files.RECEIPT, folder / key_files.RESCUE)
        self._lock = threading.Lock()
        held = key_files.open_held(folder)
        self._known: tuple[Seen, Held] = (self._look(), held)

    def now(self) -> Held:
        """Return the keys that stand there now, or those of before where they cannot be read."""
        seen = self._look()
        known, held = self._known
        if seen == known:
            return held
        with self._lock:
            return self._read(seen)

    def _read(self, seen: Seen) -> Held:
        _, before = self._known
        try:
            held = key_files.read_held(self.folder)
        except KeyFileMissing:
            # A service that runs goes on with what it has; the next start refuses in words.
            log.exception("keys.unreadable")
            held = before
        self._known = (seen, held)
        return held

    def _look(self) -> Seen:
        return tuple(map(_looks, self._files))


def install(app: Flask, keys_dir: Path) -> None:
    """Load the keys, making them at the first start."""
    app.extensions[EXTENSION] = Keyring(keys_dir)


def held() -> Held:
    """Return the keys of the bureau as of now."""
    ring: Keyring = current_app.extensions[EXTENSION]
    return ring.now()


def _looks(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)
