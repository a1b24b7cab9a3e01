"""Admission: so many at once; who finds no place is told when one may be free for him."""

import math
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import Condition, get_ident
from time import monotonic

from flask import Flask, current_app, g, request

from server.core.problems import Problem

EXTENSION = "doorstep.gate"
SOONEST_S = 2
LATEST_S = 60
LONGEST_ASIDE_S = 0.05
# How long a place is held as long as nobody has left one, and how much who leaves weighs in that.
FIRST_GUESS_S = 1.0
NEWEST = 0.1


class Crowded(Problem):
    code = "503.02"
    title = "同时联系服务器的手机太多，稍后会自动再试"

    def __init__(self, wait_s: int = SOONEST_S) -> None:
        super().__init__()
        self.retry_after_s = wait_s


class Places:
    """So many places, and the moments at which one is promised to those who were sent away.

    A phone that is sent away in vain waits twice as long the next time. So each is told a moment of
    its own, one after the other as places become free, and finds one when it comes again.
    Moments and lengths are in seconds.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._held_s = FIRST_GUESS_S
        self._promised_at = 0.0
        self._n_entered = 0
        # Of each thread whose work is long, how many had entered when it last made way.
        self._long: dict[int, int] = {}
        self._changed = Condition()

    @property
    def are_taken(self) -> bool:
        """Return whether nobody else may enter."""
        return self._taken >= self._most

    def take(self) -> bool:
        """Take a place; return whether there was one."""
        with self._changed:
            if self.are_taken:
                return False
            self._taken += 1
            self._n_entered += 1
            return True

    def leave(self, held_s: float) -> None:
        """Give a place back that was held for so long."""
        with self._changed:
            self._taken -= 1
            self._long.pop(get_ident(), None)
            self._held_s += NEWEST * (held_s - self._held_s)
            self._changed.notify_all()

    def make_way(self, most_s: float) -> bool:
        """Wait until all have left but those whose work is long too, at most for so long.

        Returns whether there was nobody to wait for, and nobody had come since this thread last
        made way.
        """
        with self._changed:
            before = self._long.setdefault(get_ident(), self._n_entered)
            is_quiet = before == self._n_entered and self._taken <= len(self._long)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._taken <= len(self._long), most_s)
            self._long[get_ident()] = self._n_entered
            return is_quiet

    def promise(self, now: float) -> int:
        """Return how many seconds from now a place may be free that nobody else was promised."""
        with self._changed:
            latest = now + LATEST_S
            after = max(self._promised_at, now) + self._held_s / self._most
            self._promised_at = min(after, latest)
            return max(SOONEST_S, math.ceil(self._promised_at - now))


def install(app: Flask, most: int) -> None:
    """Let at most `most` through at a time, in each process."""
    app.extensions[EXTENSION] = Places(most)


def guard(app: Flask, paths: Collection[str]) -> None:
    """Send away who finds no place on these paths before the database is asked who it is."""

    def refuse_at_once() -> None:
        if request.path in paths and _places().are_taken:
            raise Crowded(_places().promise(monotonic()))

    app.before_request(refuse_at_once)


@contextmanager
def admitted() -> Iterator[None]:
    """Hold one of the places; refuse at once when all are taken: waiting would take a thread."""
    places, began = _places(), monotonic()
    if not places.take():
        raise Crowded(places.promise(began))
    g.has_place = True
    try:
        yield
    finally:
        g.pop("has_place")
        places.leave(monotonic() - began)


def make_way() -> bool:
    """Let others, whose work is short, go before more of a long piece; whether there were none."""
    return "has_place" not in g or _places().make_way(LONGEST_ASIDE_S)


def _places() -> Places:
    places: Places = current_app.extensions[EXTENSION]
    return places
