"""Work beside the requests that one process of an installation does at a time."""

import fcntl
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import IO

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError

log = structlog.get_logger()


class Chore:
    """A thread that does `work` again and again, in this process or when another one ends.

    Whoever holds the lock on the file works; the system takes it from a process that is gone.
    """

    def __init__(
        self, app: Flask, lock: Path, work: Callable[[], object], *, looks_every_s: float = 2.0
    ) -> None:
        self._app, self._lock_file, self._work = app, lock, work
        self._looks_every_s = looks_every_s
        self._is_over = Event()
        self._thread = Thread(target=self._run, name=lock.name, daemon=True)

    def start(self) -> "Chore":
        """Begin to work."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Finish what is at hand, and begin nothing more."""
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        with self._lock_file.open("a") as lock:
            is_ours = False
            while not self._is_over.wait(self._looks_every_s):
                is_ours = is_ours or _alone(lock)
                if is_ours:
                    self._do()

    def _do(self) -> None:
        try:
            with self._app.app_context():
                self._work()
        # The database may be away or full for a while, or not be founded yet.
        except (DBAPIError, OSError) as trouble:
            log.warning("chore.waits", chore=self._thread.name, trouble=type(trouble).__name__)
        # No mistake of ours may end the work for good.
        except Exception:
            log.exception("chore.failed", chore=self._thread.name)


def _alone(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
