"""Requests are received whole, by a deadline, before a thread works on them.

A thread that reads a body waits as long as its sender likes, and a few dozen senders who stop
midway would take all there are. Here a task waits, which costs next to nothing: the server
underneath hands requests over by RSGI, and the application is called by WSGI (PEP 3333).
Only what is long, or kept as it comes, is read by threads, which are there for nothing else.
"""

import asyncio
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from time import monotonic
from typing import Any
from wsgiref.types import InputStream, WSGIApplication, WSGIEnvironment

from granian.rsgi import HTTPProtocol, ProtocolClosed, ProtocolError, Scope

from server.arriving import Arriving
from server.core import http
from server.core.problems import Problem

# A line of the slowest kind brings so much; a sync or a piece of a photo needs no minute on it.
SLOWEST_BYTES_S = 2048
LONGEST_S = 900
SMALL_BYTES = 512 * 1024
# Of a piece of a photo everything is kept that came before the line broke (tus).
KEPT_AS_IT_COMES = "application/offset+octet-stream"
READING_THREADS = 64

Headers = list[tuple[str, str]]


class NeverArrived(Problem):
    code = "408.00"
    title = "内容没有传完，什么都没有做"


class LengthUntold(Problem):
    code = "411.00"
    title = "请求没有说明内容有多长，什么都没有做"


class HungUpError(Exception):
    """The sender is gone, and with it the rest of the body."""


@dataclass(frozen=True)
class Answer:
    """What goes back."""

    status: int
    headers: Headers
    body: bytes


class Reception:
    """The application as granian calls it; `threads` requests are worked on at once.

    A body has `patience_s` to arrive, and longer the more was announced.
    """

    def __init__(self, app: WSGIApplication, *, threads: int, patience_s: float) -> None:
        self._app = app
        self._working = ThreadPoolExecutor(threads, "working")
        self._reading = ThreadPoolExecutor(READING_THREADS, "reading")
        self._patience_s = patience_s

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Receive a request, have it answered in a thread, send the answer."""
        try:
            answer = await self._answer(scope, protocol)
        except (HungUpError, ProtocolClosed, ProtocolError):
            return
        except Problem as problem:
            answer = _answer_of(problem)
        _send(protocol, answer)

    async def _answer(self, scope: Scope, protocol: HTTPProtocol) -> Answer:
        length = _announced(scope)
        loop = asyncio.get_running_loop()
        within_s = min(LONGEST_S, self._patience_s + length / SLOWEST_BYTES_S)
        if length > SMALL_BYTES or scope.headers.get("content-type") == KEPT_AS_IT_COMES:
            body = BufferedReader(Arriving(protocol, loop, until=monotonic() + within_s))
            return await loop.run_in_executor(
                self._reading, _call, self._app, _environ(scope, length, body)
            )
        whole = BytesIO(await _whole(protocol, length, within_s) if length else b"")
        return await loop.run_in_executor(
            self._working, _call, self._app, _environ(scope, length, whole)
        )


def _announced(scope: Scope) -> int:
    """Return how long the body is; without that, the end of it looks like the end of the line."""
    if "transfer-encoding" in scope.headers:
        raise LengthUntold
    told = scope.headers.get("content-length", "0")
    return int(told) if told.isdecimal() else 0


async def _whole(protocol: HTTPProtocol, length: int, within_s: float) -> bytes:
    try:
        async with asyncio.timeout(within_s):
            body = await protocol()
    except TimeoutError as late:
        raise NeverArrived from late
    if len(body) < length:
        raise HungUpError
    return body


def _environ(scope: Scope, length: int, body: InputStream) -> WSGIEnvironment:
    host, _, port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        _tell(environ, name, value)
    if scope.authority:
        environ.setdefault("HTTP_HOST", scope.authority)
    environ["CONTENT_LENGTH"] = str(length)
    return environ


def _tell(environ: WSGIEnvironment, name: str, value: str) -> None:
    # With an underscore it would pass for the header with a hyphen.
    if "_" in name:
        return
    key = name.upper().replace("-", "_")
    key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
    between = "; " if name == "cookie" else ","
    environ[key] = f"{environ[key]}{between}{value}" if key in environ else value


def _call(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    told: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, _: Any = None) -> Any:
        told.append((status, headers))

    parts: Iterable[bytes] = app(environ, start)
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    status, headers = told[-1]
    return Answer(int(status.split(" ")[0]), headers, body)


def _answer_of(problem: Problem) -> Answer:
    made = http.protect(http.answer(problem))
    return Answer(made.status_code, list(made.headers.items()), made.get_data())


def _send(protocol: HTTPProtocol, answer: Answer) -> None:
    if answer.body:
        protocol.response_bytes(answer.status, answer.headers, answer.body)
    else:
        protocol.response_empty(answer.status, answer.headers)
