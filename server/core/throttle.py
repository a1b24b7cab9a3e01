"""Bounds for machines that ask too often: so many requests of one person in a minute.

Who is not signed in is known by the address. What phones do by themselves is never held back: it
has places of its own (`server/core/gate.py`). All workers of a machine count in one small file.
"""

import fcntl
import os
import re
import struct
import weakref
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from threading import Lock

from flask import Flask, current_app, request

from server.core import auth, clock
from server.core.problems import Problem
from server.core.tries import place

EXTENSION = "doorstep.throttle"
FILE = "asked.bin"
MINUTE_S = 60
# Beside the lists so many files are made for one person, and so many strangers let try a password.
FILES_OF_LISTS = 1 / 20
SIGN_INS_OF_LISTS = 1 / 4
# The work of phones, which is bounded elsewhere or must go on whatever else somebody asks.
OF_PHONES = re.compile(
    r"/api/(?:(?:sync|snapshots|uploads|blobs|public/wipe)(?:/.*)?"
    r"|session/rotation|devices/(?:key|lease))"
)
SIGN_IN = ("POST", "/api/session")
MADE_FILES = (".xlsx", ".csv", ".pdf")

# What stands in the file: rows of a few places, each with who, the minute and how often.
PLACE = struct.Struct("<8sII")
PLACES_OF_ROW = 4
ROW_BYTES = PLACE.size * PLACES_OF_ROW
ROWS = 2048


class AskedTooOften(Problem):
    code = "429.340"
    title = "一分钟内请求太多，请稍后再试"

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"一分钟内请求太多，请过 {wait_s} 秒再试")
        self.retry_after_s = wait_s


@dataclass(frozen=True)
class Asked:
    """What a request counts as: of whom, and how many of it a minute has."""

    who: str
    most: int


class Counts:
    """How often somebody asked in the present minute, in a file that all workers share.

    Where the file cannot be had or written, nobody is counted and nobody refused.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None
        self._turn = Lock()

    def add(self, who: str, minute: int) -> int:
        """Count one more request; return how many it makes in this minute."""
        tag = sha256(who.encode()).digest()
        at = int.from_bytes(tag[8:12]) % ROWS * ROW_BYTES
        with self._turn:
            try:
                return self._added(tag[:8], minute, at)
            except OSError:
                return 0

    def _added(self, tag: bytes, minute: int, at: int) -> int:
        file = self._opened()
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            row = os.pread(file, ROW_BYTES, at).ljust(ROW_BYTES, b"\0")
            places = list(PLACE.iter_unpack(row))
            mine = _place_of(places, tag, minute)
            owner, of_minute, n = places[mine]
            counted = n + 1 if (owner, of_minute) == (tag, minute) else 1
            os.pwrite(file, PLACE.pack(tag, minute, counted), at + mine * PLACE.size)
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
        return counted

    def _opened(self) -> int:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            weakref.finalize(self, os.close, self._file)
        return self._file


@dataclass
class Throttle:
    """The bounds of an installation: so many lists of one person, 0 for no bounds at all."""

    counts: Counts
    lists_a_minute: int


def install(app: Flask, data_dir: Path, lists_a_minute: int) -> None:
    """Bound what everybody asks for."""
    app.extensions[EXTENSION] = Throttle(Counts(data_dir / FILE), lists_a_minute)
    app.before_request(_refuse_too_many)


def _refuse_too_many() -> None:
    throttle: Throttle = current_app.extensions[EXTENSION]
    asked = _asked(throttle.lists_a_minute) if throttle.lists_a_minute else None
    if asked is None:
        return
    minute, second = divmod(int(clock.now().timestamp()), MINUTE_S)
    if throttle.counts.add(asked.who, minute) > asked.most:
        raise AskedTooOften(MINUTE_S - second)


def _asked(lists: int) -> Asked | None:
    """Return what this request counts as; None for what is not counted."""
    path = request.path
    if not path.startswith("/api/") or OF_PHONES.fullmatch(path):
        return None
    if (request.method, path) in auth.OPEN:
        return _of_stranger(lists)
    person = auth.actor().person_id
    if path.endswith(MADE_FILES):
        return Asked(f"file\n{person}", max(1, round(lists * FILES_OF_LISTS)))
    return Asked(f"list\n{person}", lists)


def _of_stranger(lists: int) -> Asked | None:
    address = request.remote_addr or ""
    if _is_this_machine(address):
        return None
    if (request.method, request.path) == SIGN_IN:
        return Asked(f"sign-in\n{place(address)}", max(1, round(lists * SIGN_INS_OF_LISTS)))
    return Asked(f"open\n{place(address)}", lists)


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _place_of(places: list[tuple[bytes, int, int]], tag: bytes, minute: int) -> int:
    """Return which place of a row is whose: one's own, one of an earlier minute, or the least."""
    own = [n for n, (owner, at, _) in enumerate(places) if (owner, at) == (tag, minute)]
    past = [n for n, (_, at, _) in enumerate(places) if at != minute]
    return (own or past or [min(range(len(places)), key=lambda n: places[n][2])])[0]
