"""Keep a press running, and hand it one order at a time within a time limit."""

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from server.features.documents.contents import Content, written
from server.features.documents.press import LENGTH_BYTES, PAPER, REASON, frame

# Loading the fonts takes seconds on a busy machine; a paper takes a fifth of one.
FIRST_S, NEXT_S = 60.0, 10.0
# A press is replaced before it reaches the processor time that it may use.
PAPERS_PER_PRESS = 500
PIPE_BYTES = 64 * 1024
MOST_BYTES = 32 * 1024**2
INHERITED = ("PATH", "LANG", "PYTHONPATH", "HOME")


class NotMadeError(Exception):
    """A paper could not be made; the message says why, in words. `is_final`: time is no cure."""

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        super().__init__(words)
        self.is_final = is_final


class Press:
    """A press that is started with its first order, and again whenever it is gone."""

    def __init__(self, seal: Path, *, first_s: float = FIRST_S, next_s: float = NEXT_S) -> None:
        self._seal = seal
        self._first_s, self._next_s = first_s, next_s
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0

    @property
    def pid(self) -> int | None:
        """Return the process that works, if one does."""
        return self._process.pid if self._process else None

    def make(self, content: Content, made_at: datetime) -> bytes:
        """Return the sealed PDF of a content; raise NotMadeError where there is none."""
        return self._ordered({"content": written(content)}, made_at, self._next_s)

    def make_report(self, report: Mapping[str, Any], made_at: datetime) -> bytes:
        """Return the sealed PDF of a report; raise NotMadeError where there is none."""
        return self._ordered({"report": report}, made_at, self._first_s)

    def _ordered(self, what: Mapping[str, Any], made_at: datetime, within_s: float) -> bytes:
        order = json.dumps({**what, "made_at": made_at.isoformat()}).encode()
        is_new = self._process is None
        process = self._running(made_at)
        try:
            answer = _ask(process, order, self._first_s if is_new else within_s)
        except TimeoutError as late:
            self.stop()
            raise NotMadeError("排版超时") from late
        except OSError as gone:
            self.stop()
            raise NotMadeError("排版程序中断（可能内存不足）") from gone
        self._made += 1
        if answer[:1] != PAPER:
            raise NotMadeError(answer[1:].decode(), is_final=answer[:1] == REASON)
        return answer[1:]

    def stop(self) -> None:
        """End the press, whatever it is doing."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()

    def _running(self, at: datetime) -> subprocess.Popen[bytes]:
        if self._made >= PAPERS_PER_PRESS:
            self.stop()
        if self._process is None:
            self._process, self._made = _started(self._seal, at), 0
        return self._process


def _started(seal: Path, at: datetime) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "server.features.documents.press", str(seal), at.isoformat()]
    return subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        cwd=Path(__file__).parents[3],
        env={name: os.environ[name] for name in INHERITED if name in os.environ},
        # A signal to the server's group is the server's to heed: it stops its press itself.
        start_new_session=True,
    )


def _ask(process: subprocess.Popen[bytes], order: bytes, within_s: float) -> bytes:
    """Hand an order over and wait for the answer; raise TimeoutError or OSError without one."""
    assert process.stdin is not None
    assert process.stdout is not None
    until = monotonic() + within_s
    _write(process.stdin.fileno(), frame(order), until)
    size = int.from_bytes(_read(process.stdout.fileno(), LENGTH_BYTES, until), "big")
    if size > MOST_BYTES:
        raise OSError("the answer is longer than any paper")
    return _read(process.stdout.fileno(), size, until)


def _write(pipe: int, content: bytes, until: float) -> None:
    rest = memoryview(content)
    while rest:
        _wait(pipe, selectors.EVENT_WRITE, until)
        # Never more than the pipe has room for once it says that it has some.
        rest = rest[os.write(pipe, rest[: PIPE_BYTES // 16]) :]


def _read(pipe: int, size: int, until: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        _wait(pipe, selectors.EVENT_READ, until)
        part = os.read(pipe, min(size - len(parts), PIPE_BYTES))
        if not part:
            raise BrokenPipeError("the press is gone")
        parts += part
    return bytes(parts)


def _wait(pipe: int, event: int, until: float) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, event)
        if not selector.select(max(0.0, until - monotonic())):
            raise TimeoutError
