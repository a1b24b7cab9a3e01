"""A line between browser and bureau that breaks where a test wants it to."""

import gzip
import socket
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Literal, Self

# A number: so many bytes of the body reach the bureau, then the line is cut.
Fate = Literal["pass", "cut request", "cut answer"] | int
CHUNK = 65536
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Request:
    """One request as it stood on the line; `head` ends with its blank line."""

    method: str
    path: str
    head: bytes
    body: bytes

    @property
    def is_push(self) -> bool:
        """Whether it carries commands."""
        return self.path == "/api/sync" and b'"commands":[{' in self._unpacked()

    def _unpacked(self) -> bytes:
        return gzip.decompress(self.body) if self.body.startswith(GZIP) else self.body

    @property
    def is_photo(self) -> bool:
        """Whether it carries bytes of a photo."""
        return self.method == "PATCH" and self.path.startswith("/api/uploads/")


class Line:
    """Forwards whole requests to `port`, one per connection; `judge` decides what becomes of each.

    `cut answer`: the bureau has answered, `on_cut` is called, and nothing reaches the browser.
    """

    def __init__(self, port: int) -> None:
        self.target = port
        self.judge: Callable[[Request], Fate] = lambda _: "pass"
        self.on_cut: Callable[[], None] = lambda: None
        self._server = _Server(("127.0.0.1", 0), _Caller)
        self._server.line = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def carry(self, request: Request, browser: BinaryIO) -> None:
        """Bring one request to the bureau and its answer back, as far as they are to get."""
        fate = self.judge(request)
        if fate == "cut request":
            return
        with socket.create_connection(("127.0.0.1", self.target), timeout=60) as bureau:
            if isinstance(fate, int):
                break_off(bureau, request, fate)
                return
            bureau.sendall(request.head + request.body)
            answer = bureau.recv(CHUNK)
            if fate == "cut answer":
                self.on_cut()
                return
            while answer:
                browser.write(answer)
                answer = bureau.recv(CHUNK)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    # A browser may hold a spare connection open for ever.
    block_on_close = False
    line: Line


class _Caller(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        try:
            request = self._read()
            if request is not None:
                self.server.line.carry(request, self.wfile)
        except OSError:
            return

    def _read(self) -> Request | None:
        lines: list[bytes] = []
        while not lines or lines[-1] != b"\r\n":
            lines.append(self.rfile.readline())
            if lines[-1] == b"":
                return None
        fields = dict(_field(line) for line in lines[1:-1])
        body = self.rfile.read(int(fields.get("content-length", "0")))
        kept = [line for line in lines[1:-1] if _field(line)[0] != "connection"]
        head = b"".join([lines[0], *kept, b"Connection: close\r\n", b"\r\n"])
        method, path, _ = lines[0].decode().split(" ", 2)
        return Request(method, path, head, body)


def break_off(bureau: socket.socket, request: Request, length: int) -> None:
    """Let a part of the body through, and wait until the bureau has seen the end of it."""
    bureau.sendall(request.head + request.body[:length])
    bureau.shutdown(socket.SHUT_WR)
    while bureau.recv(CHUNK):
        continue


def _field(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode("latin-1").partition(":")
    return name.strip().lower(), value.strip()
