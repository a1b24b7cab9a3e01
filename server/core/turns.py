"""Whose turn it is to write: first come, first served, within a process and between processes.

SQLite has one writer at a time, and who waits for it looks again every so often. Newcomers look
most often, so who waits longest waits on. On PostgreSQL the writers of one process share its
interpreter: the more of them go on at once, the longer each holds the rows that others wait for.
A turn is a courtesy, no lock: who waited for `PATIENCE_S` goes on, and the database decides.
"""

import fcntl
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Lock

from flask import Flask, current_app

EXTENSION = "doorstep.turns"
PATIENCE_S = 10.0
# One works while another waits for its commit to reach the disk.
ON_POSTGRES = 2


def install(app: Flask, sqlite_file: Path | None) -> None:
    """Have the application's writers take turns, on SQLite with all others that open the file."""
    app.extensions[EXTENSION] = Turns(1, sqlite_file) if sqlite_file else Turns(ON_POSTGRES)


def taken() -> AbstractContextManager[None]:
    """Wait for a turn to write and hold it while the block runs."""
    turns: Turns = current_app.extensions[EXTENSION]
    return turns.taken()


def are_taken() -> bool:
    """Return whether somebody writes at this moment, on SQLite also in another process."""
    turns: Turns = current_app.extensions[EXTENSION]
    return turns.are_taken


class Turns:
    """So many writers of this process at once; those of several processes one by one at a file."""

    def __init__(
        self, at_once: int, file: Path | None = None, *, patience_s: float = PATIENCE_S
    ) -> None:
        self._at_once = self._free = at_once
        self._file = file
        self._patience_s = patience_s
        self._waiting: deque[Lock] = deque()
        self._lock = Lock()

    @property
    def n_waiting(self) -> int:
        """Return how many of this process wait."""
        return len(self._waiting)

    @property
    def are_taken(self) -> bool:
        """Return whether somebody has a turn: whoever waited for one has it as it becomes free."""
        return self._free < self._at_once or (self._file is not None and _is_held(self._file))

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn and hold it; after `patience_s` go on without one."""
        has_turn = self._take()
        try:
            with _alone(self._file) if has_turn and self._file else nullcontext():
                yield
        finally:
            if has_turn:
                self._pass_on()

    def _take(self) -> bool:
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        return mine.acquire(timeout=self._patience_s) or not self._left(mine)

    def _left(self, mine: Lock) -> bool:
        """Stop waiting; return False when the turn came at the very last moment."""
        with self._lock:
            if mine not in self._waiting:
                return False
            self._waiting.remove(mine)
            return True

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Be the one process that writes, of those of which each sends one here.

    There is a room and a door before it. Who holds the door is next in the room, so the process
    that has just left cannot be back before another that waited. The system frees both when one
    ends.
    """
    with ExitStack() as held:
        # Where there is no room even for an empty file the database says so itself.
        with suppress(OSError):
            room = held.enter_context(Path(f"{file}-room").open("a"))
            with Path(f"{file}-door").open("a") as door:
                fcntl.flock(door, fcntl.LOCK_EX)
                fcntl.flock(room, fcntl.LOCK_EX)
        yield


def _is_held(file: Path) -> bool:
    with suppress(OSError), Path(f"{file}-room").open("a") as room:
        try:
            fcntl.flock(room, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
