"""A line on which all goes wrong by a seed: lost, cut, doubled, late, spoilt, turned away."""

import socket
import threading
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import BinaryIO

from tests.e2e.proxy import CHUNK, Line, Request, break_off

# A byte that no JSON holds: what it stands in can not be mistaken for something else.
SPOILT = b"\x01"
# How often each fate lies in the deck from which they are drawn, so that none is left out.
DECK = {
    "pass": 20,
    "request lost": 2,
    "request cut": 2,
    "request spoilt": 2,
    "request late": 2,
    "request twice": 2,
    "answer lost": 3,
    "answer cut": 2,
    "answer spoilt": 2,
    "429": 1,
    "502": 1,
    "503": 1,
    "killed": 1,
}
FAULTS = tuple(kind for kind in DECK if kind != "pass")
WORDS = {"429": "Too Many Requests", "502": "Bad Gateway", "503": "Service Unavailable"}
SECONDS = 30


class BadLine(Line):
    """`fired` counts what really struck, `chunks` the pieces of snapshots that were asked for.

    `kill` ends the bureau, at most `kills` times.
    """

    def __init__(self, port: int, random: Random, kill: Callable[[], None], kills: int) -> None:
        super().__init__(port)
        self.fired: Counter[str] = Counter()
        self.chunks = 0
        self.is_healed = False
        self._random = random
        self._kill = kill
        self._kills = kills
        self._is_doomed = False
        self._deck: list[str] = []
        self._late: list[Request] = []
        self._lock = threading.Lock()

    def carry(self, request: Request, browser: BinaryIO) -> None:
        with self._lock:
            fate, at, late = self._drawn(request)
            self.chunks += request.path.startswith("/api/snapshots/")
        for one in late:
            self._asked(one)
        if fate in WORDS:
            browser.write(_turned_away(fate))
        elif fate == "request cut":
            with socket.create_connection(("127.0.0.1", self.target), timeout=60) as bureau:
                break_off(bureau, request, int(at * len(request.body)))
        elif fate not in ("request lost", "request late"):
            self._carried(request, browser, fate, at)

    def _drawn(self, request: Request) -> tuple[str, float, list[Request]]:
        """Draw what becomes of a request, and hand out the late ones that come before it."""
        late, self._late = self._late, []
        if self.is_healed:
            return "pass", 0, late
        fate = self._next_card(request)
        if fate == "request late":
            self._late = [request]
        self.fired[fate] += 1
        return fate, self._random.random(), late

    def _next_card(self, request: Request) -> str:
        """Draw from the deck; the bureau dies at the first push after its card was drawn."""
        if not self._deck:
            self._deck = [kind for kind, times in DECK.items() for _ in range(times)]
            self._random.shuffle(self._deck)
        fate = self._deck.pop()
        if fate == "killed" and self._kills > 0:
            self._kills, self._is_doomed = self._kills - 1, True
        if self._is_doomed and request.is_push:
            self._is_doomed = False
            return "killed"
        return "pass" if fate == "killed" else fate

    def _carried(self, request: Request, browser: BinaryIO, fate: str, at: float) -> None:
        if fate == "request twice":
            self._asked(request)
        spoils = fate == "request spoilt"
        answer = self._asked(_spoilt(request, at) if spoils else request)
        if fate == "killed":
            self._kill()
        elif fate == "answer cut":
            browser.write(answer[: int(at * len(answer))])
        elif fate == "answer spoilt":
            head, blank, body = answer.partition(b"\r\n\r\n")
            browser.write(head + blank + _with_spoilt_byte(body, at))
        elif fate != "answer lost":
            browser.write(answer)

    def _asked(self, request: Request) -> bytes:
        """Return the whole answer; empty when the bureau is not there."""
        answer = b""
        try:
            with socket.create_connection(("127.0.0.1", self.target), timeout=60) as bureau:
                bureau.sendall(_plain(request.head) + request.body)
                while part := bureau.recv(CHUNK):
                    answer += part
        except OSError:
            return b""
        return answer


def _plain(head: bytes) -> bytes:
    """Ask for an answer that is not packed: a packed one that is spoilt never comes to be read."""
    lines = head.split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.lower().startswith(b"accept-encoding"))


def _spoilt(request: Request, at: float) -> Request:
    body = _with_spoilt_byte(request.body, at)
    return Request(request.method, request.path, request.head, body)


def _with_spoilt_byte(body: bytes, at: float) -> bytes:
    place = int(at * len(body))
    return body[:place] + SPOILT + body[place + 1 :] if body else body


def _turned_away(status: str) -> bytes:
    lines = [f"HTTP/1.1 {status} {WORDS[status]}", f"Retry-After: {SECONDS}", "Content-Length: 0"]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode()
