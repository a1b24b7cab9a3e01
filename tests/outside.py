"""Nothing of the suite, and no server that it forks, reaches a foreign address (S11).

A hook of the interpreter (PEP 578) sees every name that is looked up and every connection that is
made, by whatever library. It refuses those that lead out of this machine and writes them down, as
whoever tried may well keep the refusal to himself.
"""

import atexit
import os
import sys
from ipaddress import ip_address
from pathlib import Path
from tempfile import mkstemp
from typing import Any

NAME = "DOORSTEP_TEST_REACHED_OUTSIDE"
LOOKED_UP = {"socket.getaddrinfo", "socket.gethostbyname"}
CALLED = {"socket.connect", "socket.sendto", "socket.sendmsg"}
HERE = {"", "localhost"}


class ReachedOutsideError(RuntimeError):
    """Something here wanted to leave this machine."""


class Watch:
    """What was tried in this process, and in those that were forked from it."""

    def __init__(self) -> None:
        self._file: Path | None = None

    def begin(self) -> None:
        """Watch from here on, and have what is forked from here write to the same file."""
        if self._file is None:
            self._file = Path(os.environ.get(NAME) or _new_file())
            sys.addaudithook(self._look)

    def begin_anew(self) -> None:
        """Watch apart from whoever started this process."""
        os.environ[NAME] = _new_file()
        self.begin()
        atexit.register(Path(os.environ[NAME]).unlink, missing_ok=True)

    def tried(self) -> list[str]:
        """Return what was tried since the last question."""
        assert self._file is not None, "nobody watches"
        found = self._file.read_text().splitlines()
        if found:
            self._file.write_text("")
        return found

    def _look(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in LOOKED_UP:
            target = arguments[0]
        elif event in CALLED:
            address = arguments[1]
            target = address[0] if isinstance(address, tuple) else None
        else:
            return
        if self._file is not None and not _is_here(target):
            with self._file.open("a") as file:
                file.write(f"{event} {target!r}\n")
            raise ReachedOutsideError(f"{event} {target!r}")


def _new_file() -> str:
    handle, path = mkstemp(prefix="outside-")
    os.close(handle)
    return path


def _is_here(target: Any) -> bool:
    """Return whether a name or an address is of this machine; sockets of files are."""
    text = target.decode() if isinstance(target, bytes) else str(target or "")
    if text in HERE:
        return True
    try:
        return ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


WATCH = Watch()
