"""A body that is read in a thread while it arrives, until its deadline."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import CancelledError
from io import RawIOBase
from time import monotonic
from typing import Any

from granian.rsgi import HTTPProtocol, ProtocolClosed, ProtocolError


class Arriving(RawIOBase):
    """What comes over a line; it ends where the line breaks and when it is late, `until` (s)."""

    def __init__(
        self, protocol: HTTPProtocol, loop: asyncio.AbstractEventLoop, *, until: float
    ) -> None:
        super().__init__()
        self._parts: AsyncIterator[bytes] = protocol.__aiter__()
        self._loop = loop
        self._until = until
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Return that it may be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is there, or wait for more; return 0 at the end."""
        if not self._rest:
            self._rest = memoryview(self._next())
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def _next(self) -> bytes:
        more = asyncio.run_coroutine_threadsafe(_next_of(self._parts), self._loop)
        try:
            return more.result(max(0, self._until - monotonic()))
        except (TimeoutError, CancelledError, ProtocolClosed, ProtocolError):
            more.cancel()
            return b""


async def _next_of(parts: AsyncIterator[bytes]) -> bytes:
    return await anext(parts, b"")
