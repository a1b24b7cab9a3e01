"""Phones that call without a browser: raw asyncio, an open loop, and a driver that watches itself.

Each request has a connection of its own, as phones that come from anywhere have. A call's time runs
from the moment at which it was due, so a server that falls behind cannot slow its own callers down.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

LAG_EVERY_S = 0.02
MOST_LAG_S = 0.25
FRACTION = 0.99


@dataclass(frozen=True)
class Answer:
    """What came back: its status, the seconds that it asks to wait, and its body as read."""

    status: int
    retry_after_s: float
    body: dict[str, Any]


@dataclass
class Lag:
    """How late the driver itself woke up; above 250 ms at p99 its times say nothing."""

    seen: list[float] = field(default_factory=list)

    @property
    def p99_s(self) -> float:
        return p99(self.seen)

    @property
    def is_void(self) -> bool:
        return self.p99_s > MOST_LAG_S


def p99(seconds: Sequence[float]) -> float:
    """Return the time that 99 of 100 kept."""
    ordered = sorted(seconds)
    return ordered[min(int(len(ordered) * FRACTION), len(ordered) - 1)] if ordered else 0.0


async def post(port: int, path: str, headers: dict[str, str], body: dict[str, Any]) -> Answer:
    """Send one request over a connection of its own and read its answer to the end."""
    content = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    told = {**headers, "Host": "127.0.0.1", "Content-Length": str(len(content))}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode() + content)
        await writer.drain()
        return _answer(await reader.read())
    finally:
        writer.close()


def _answer(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = _unchunked(body)
    wait = float(headers.get("retry-after", 0))
    return Answer(int(first.split(" ")[1]), wait, json.loads(body) if body else {})


def _unchunked(body: bytes) -> bytes:
    pieces = []
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        pieces.append(body[:length])
        body = body[length + 2 :]
    return b"".join(pieces)


@asynccontextmanager
async def watched() -> AsyncIterator[Lag]:
    """Watch how late the driver is while the block runs."""
    lag = Lag()
    watch = asyncio.create_task(_watch(lag))
    try:
        yield lag
    finally:
        watch.cancel()


async def _watch(lag: Lag) -> None:
    while True:
        due = time.perf_counter() + LAG_EVERY_S
        await asyncio.sleep(LAG_EVERY_S)
        lag.seen.append(time.perf_counter() - due)


async def all_due(calls: Sequence[Callable[[], Awaitable[None]]], within_s: float) -> list[float]:
    """Start the calls evenly within so many seconds, whatever the earlier ones do; time each."""
    began = time.perf_counter()

    async def timed(n: int, call: Callable[[], Awaitable[None]]) -> float:
        due = began + within_s * n / len(calls)
        await asyncio.sleep(due - time.perf_counter())
        await call()
        return time.perf_counter() - due

    return list(await asyncio.gather(*(timed(n, call) for n, call in enumerate(calls))))
