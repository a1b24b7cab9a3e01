"""Keep a confined program running (`confinement`), and hand it one order at a time."""

import os
import selectors
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from server.core.confinement import LENGTH_BYTES, frame

PIPE_BYTES = 64 * 1024
MOST_BYTES = 32 * 1024**2
INHERITED = ("PATH", "LANG", "PYTHONPATH", "HOME")


class Confined:
    """One running program of ours; it ends with its standard input, at the latest with us."""

    def __init__(self, module: str, arguments: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=Path(__file__).parents[2],
            env={name: os.environ[name] for name in INHERITED if name in os.environ},
            # A signal to the server's group is the server's to heed: it stops its programs itself.
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """Return the process that works."""
        return self._process.pid

    def ask(self, order: bytes, within_s: float) -> bytes:
        """Hand an order over and wait for the answer; raise TimeoutError or OSError without one.

        After either the program is of no more use and must be stopped.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        until = monotonic() + within_s
        _write(self._process.stdin.fileno(), frame(order), until)
        answers = self._process.stdout.fileno()
        size = int.from_bytes(_read(answers, LENGTH_BYTES, until), "big")
        if size > MOST_BYTES:
            raise OSError("the answer is longer than any that is made")
        return _read(answers, size, until)

    def stop(self) -> None:
        """End the program, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()


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
            raise BrokenPipeError("the program is gone")
        parts += part
    return bytes(parts)


def _wait(pipe: int, event: int, until: float) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, event)
        if not selector.select(max(0.0, until - monotonic())):
            raise TimeoutError
