"""A body that a thread reads while it arrives ends with its line, and at its deadline."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BufferedReader
from time import monotonic

from server.arriving import Arriving

LATER_S = 60


class Line:
    """What a sender says; one that `stops` stays on the line and says no more."""

    def __init__(self, *parts, stops=False):
        self.parts = parts
        self.stops = stops

    async def __aiter__(self):
        for part in self.parts:
            yield part
        if self.stops:
            await asyncio.Event().wait()


@contextmanager
def reading(line, within_s=LATER_S):
    """Give the body of a line that a server's loop hears."""
    loop = asyncio.new_event_loop()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(loop.run_forever)
        try:
            yield BufferedReader(Arriving(line, loop, until=monotonic() + within_s))
        finally:
            loop.call_soon_threadsafe(loop.stop)
            running.result()
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()


def test_a_body_is_read_in_pieces_of_whatever_size_is_asked_for():
    with reading(Line(b"abc", b"def", b"g")) as body:
        assert [body.read(2), body.read(4), body.read(9), body.read(9)] == [
            b"ab",
            b"cdef",
            b"g",
            b"",
        ]


def test_a_body_whose_sender_stops_ends_at_its_deadline_with_what_came():
    with reading(Line(b"abc", b"d", stops=True), within_s=0.2) as body:
        assert body.read(100) == b"abcd"


def test_a_body_that_is_late_is_not_waited_for_again():
    with reading(Line(stops=True), within_s=0) as body:
        assert [body.read(1), body.read(1)] == [b"", b""]
