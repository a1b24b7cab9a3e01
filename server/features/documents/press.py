"""The press: a process of its own that sets papers and seals them; nothing else holds the seal.

It reads orders from standard input and writes papers to standard output, each a length in four
bytes and that many bytes; an answer has a letter in front: P before a paper, R before the reason
why there is none and never will be, B before one that may pass. The end of its input ends it. It
may use so much memory and processor time, write no file, reach nobody and start no program;
whoever starts it stops it when an order takes too long (`pressing.py`).
"""

import json
import resource
import signal
import sys
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from server.features.documents.contents import read

if TYPE_CHECKING:
    from server.features.documents.typesetting import Typesetter

MEMORY_BYTES = 500 * 1024**2
PROCESSOR_S = 600
LENGTH_BYTES = 4
PAPER, REASON, BREAKDOWN = b"P", b"R", b"B"
BROKEN = "排版程序出错"
# Not the making of a socket: pyHanko's event loop wakes itself through a pair of them.
REFUSED = (
    *("socket.connect", "socket.bind", "socket.send", "socket.get"),
    *("subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn"),
)


def main(place: Path, made_at: datetime) -> None:
    """Serve orders until there are no more."""
    # Loaded here: it takes seconds, and only this process may pay for it.
    from server.features.documents import seal  # noqa: PLC0415
    from server.features.documents.typesetting import NoSuchGlyphError, Typesetter  # noqa: PLC0415

    try:
        stamp, typesetter = seal.load_or_make(place, made_at), Typesetter()
    # A full disk, as a rule; the paper stays ordered and is tried again.
    except OSError as trouble:
        sys.exit(f"no press: {trouble}")
    keep_within_limits()
    for order in _orders(sys.stdin.buffer):
        try:
            pdf, title = _set(typesetter, order)
            _answer(PAPER, stamp.on(pdf, title))
        except NoSuchGlyphError as missing:
            _answer(REASON, f"有无法显示的字：{missing}".encode())
        except MemoryError:
            raise
        # Whatever else goes wrong with one paper must not cost the next one its press.
        except Exception:  # noqa: BLE001
            traceback.print_exc()
            _answer(BREAKDOWN, BROKEN.encode())


def _set(typesetter: "Typesetter", order: dict[str, Any]) -> tuple[bytes, str]:
    """Return the PDF that an order asks for, of a paper or of a report, and its title."""
    made_at = datetime.fromisoformat(order["made_at"])
    if "report" in order:
        return typesetter.set_report(order["report"], made_at), order["report"]["title"]
    content = read(order["content"])
    return typesetter.set(content, made_at), content.title


def keep_within_limits() -> None:
    """Refuse, from now on and for ever, more memory and time, files written, network, programs."""
    sys.addaudithook(_refuse)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def frame(content: bytes) -> bytes:
    """Return bytes with their length in front."""
    return len(content).to_bytes(LENGTH_BYTES, "big") + content


def _orders(source: BinaryIO) -> Iterator[dict[str, Any]]:
    while head := source.read(LENGTH_BYTES):
        yield json.loads(source.read(int.from_bytes(head, "big")))


def _answer(kind: bytes, content: bytes) -> None:
    sys.stdout.buffer.write(frame(kind + content))
    sys.stdout.buffer.flush()


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    """Stand behind the fetcher that reaches nothing: what gets past it meets this (PEP 578)."""
    if event.startswith(REFUSED):
        raise PermissionError(f"the press does not do {event}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
