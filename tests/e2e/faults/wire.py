"""Raw bytes between phones and a bureau: counted, and stopped at exactly the byte asked for."""

import socket
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Self

CHUNK = 16 * 1024
Way = Literal["up", "down"]


@dataclass(frozen=True)
class Cut:
    """The next connection ends after so many bytes of what goes up or comes down."""

    way: Way
    after: int


class Wire:
    """Forwards connections to `port`, each byte counted, until `strike` is due."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.cut: Cut | None = None
        self.carried: dict[Way, int] = {"up": 0, "down": 0}
        self._lock = threading.Lock()
        self._left: int | None = None
        self._strike: Callable[[], None] = lambda: None
        self._server = _Server(("127.0.0.1", 0), _Carrier)
        self._server.wire = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def port(self) -> int:
        port: int = self._server.server_address[1]
        return port

    def strike_after(self, n_bytes: int, strike: Callable[[], None]) -> None:
        """Once so many more bytes went either way, call `strike` before any further one goes."""
        with self._lock:
            self._left, self._strike = n_bytes, strike

    @property
    def has_struck(self) -> bool:
        """Whether the strike is over; nobody is told so while it is going on."""
        with self._lock:
            return self._left is None

    def carry(self, way: Way, chunk: bytes, send: Callable[[bytes], None]) -> None:
        """Pass a chunk on, up to the byte at which the strike is due."""
        with self._lock:
            left = self._left
            self.carried[way] += len(chunk)
            if left is None or len(chunk) < left:
                self._left = None if left is None else left - len(chunk)
            else:
                with suppress(OSError):
                    send(chunk[:left])
                self._left = None
                self._strike()
                return
        send(chunk)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    wire: Wire


class _Carrier(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        wire = self.server.wire
        cut, wire.cut = wire.cut, None
        with suppress(OSError), socket.create_connection(("127.0.0.1", wire.target)) as bureau:
            # Of what the bureau says to half a request the phone hears nothing.
            up = cut.after if cut and cut.way == "up" else None
            down = (cut.after if cut.way == "down" else 0) if cut else None
            upward = threading.Thread(target=self._pump, args=("up", self.request, bureau, up))
            upward.start()
            self._pump("down", bureau, self.request, down)
            # What the phone still says goes nowhere.
            _shut(self.request)
            upward.join()

    def _pump(
        self, way: Way, source: socket.socket, target: socket.socket, left: int | None
    ) -> None:
        """Carry what comes until it ends; beyond `left` bytes only look on until it ends."""
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                if left is not None and len(chunk) >= left:
                    self.server.wire.carry(way, chunk[:left], target.sendall)
                    target.shutdown(socket.SHUT_WR)
                    _drain(source)
                    return
                left = None if left is None else left - len(chunk)
                self.server.wire.carry(way, chunk, target.sendall)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


def _drain(source: socket.socket) -> None:
    while source.recv(CHUNK):
        continue


def _shut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
