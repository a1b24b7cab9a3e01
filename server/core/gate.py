"""Admission: so many at once; who finds no place is told when one may be free for him."""

import math
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import takewhile
from threading import Condition, get_ident
from time import monotonic

from flask import Flask, current_app, g, request

from server.core.problems import Problem

EXTENSION = "doorstep.gate"
SOONEST_S = 2
LATEST_S = 60
# For so long after its moment a promised place is kept from others; phones come a little late.
KEPT_FOR_S = 2.0
# How a phone says that it was promised a place: it may take one that is kept.
PROMISED = "promised"
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

    Each of them is told a moment of its own, one after the other as places become free. From then
    on a place is kept from those who come for the first time: else whoever is sent away finds as
    many before him when he comes again, and some wait for long. Moments and lengths are in seconds.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._held_s = FIRST_GUESS_S
        self._promised_at = 0.0
        # The moments that were told and for which nobody has come yet.
        self._promises: deque[float] = deque()
        self._n_entered = 0
        # Of each thread whose work is long, how many had entered when it last made way.
        self._long: dict[int, int] = {}
        self._changed = Condition()

    def has_room(self, now: float, *, is_promised: bool) -> bool:
        """Return whether one more may enter: on a promise, or where no place is kept for others."""
        with self._changed:
            return self._n_free(now, is_promised=is_promised) > 0

    def take(self, now: float, *, is_promised: bool) -> bool:
        """Take a place; return whether there was one."""
        with self._changed:
            if self._n_free(now, is_promised=is_promised) <= 0:
                return False
            if is_promised and self._promises:
                self._promises.popleft()
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
            wait_s = max(SOONEST_S, math.ceil(self._promised_at - now))
            self._promises.append(now + wait_s)
            return wait_s

    def _n_free(self, now: float, *, is_promised: bool) -> int:
        if is_promised:
            return self._most - self._taken
        while self._promises and self._promises[0] + KEPT_FOR_S < now:
            self._promises.popleft()
        n_kept = sum(1 for _ in takewhile(lambda moment: moment <= now, self._promises))
        return self._most - self._taken - n_kept


def install(app: Flask, most: int) -> None:
    """Let at most `most` through at a time, in each process."""
    app.extensions[EXTENSION] = Places(most)


def guard(app: Flask, paths: Collection[str]) -> None:
    """Send away who finds no place on these paths before the database is asked who it is."""

    def refuse_at_once() -> None:
        if request.path not in paths:
            return
        now = monotonic()
        if not _places().has_room(now, is_promised=_is_promised()):
            raise Crowded(_places().promise(now))

    app.before_request(refuse_at_once)


@contextmanager
def admitted() -> Iterator[None]:
    """Hold one of the places; refuse at once when all are taken: waiting would take a thread."""
    places, began = _places(), monotonic()
    if not places.take(began, is_promised=_is_promised()):
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


def _is_promised() -> bool:
    return PROMISED in request.args


def _places() -> Places:
    places: Places = current_app.extensions[EXTENSION]
    return places
