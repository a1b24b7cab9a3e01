"""Inside a program of ours that deals with foreign content: orders come in, answers go out.

Orders stand on the standard input and answers on the standard output, each a length in four bytes
and that many bytes; the end of its input ends the program. Once confined it may use so much memory
and processor time, write no file, reach nobody and start no program. Whoever starts it (`confined`)
stops it when an order takes too long. What it has to say of itself are lines of the log, beside
its answers.
"""

import resource
import signal
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from server.core import log, overheard

LENGTH_BYTES = 4
# Not the making of a socket: pyHanko's event loop wakes itself through a pair of them.
REFUSED = (
    *("socket.connect", "socket.bind", "socket.send", "socket.get"),
    *("subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn"),
)


def speak_in_lines() -> None:
    """Have all that this program says of itself name nobody, as the server does."""
    log.install(beside=True)
    overheard.install()


def keep_within(memory_bytes: int, processor_s: int) -> None:
    """Refuse, from now on and for ever, more memory and time, files written, network, programs."""
    sys.addaudithook(_refuse)
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_s, processor_s))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def orders(source: BinaryIO) -> Iterator[bytes]:
    """Yield one order after the other until there are no more."""
    while head := source.read(LENGTH_BYTES):
        yield source.read(int.from_bytes(head, "big"))


def answer(content: bytes) -> None:
    """Hand an answer out."""
    sys.stdout.buffer.write(frame(content))
    sys.stdout.buffer.flush()


def frame(content: bytes) -> bytes:
    """Return bytes with their length in front."""
    return len(content).to_bytes(LENGTH_BYTES, "big") + content


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    """Stand behind whatever else holds a program back: what gets past it meets this (PEP 578)."""
    if event.startswith(REFUSED):
        raise PermissionError(f"a confined program does not do {event}")
