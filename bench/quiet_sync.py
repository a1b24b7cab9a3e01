"""What a sync costs when nothing has changed: bytes of both bodies, and time, in one request."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.bureau_talk import Phone
from bench.figure import Figure
from bench.installation import new_installation

BYTES = "Sync with nothing to do, both bodies of its one request"
BOUND_BYTES = 600
MILLISECONDS = "Sync with nothing to do, time of its one request"
BOUND_MS = 20
RUNS = 40
DEVICE = "01a20af0-0000-7000-8000-000000000001"

Held = dict[str, list[Any]]


def measure_bytes() -> Figure:
    """Count what one request and its answer weigh; the answer says that nothing is left to ask."""
    with _phone_with_replica() as (phone, held):
        exchange = phone.sync(scopes=held)
    assert not exchange.said.get("scopes"), "something has changed meanwhile"
    weight = len(exchange.request) + len(exchange.answer)
    return Figure(BYTES, "bytes", [weight], BOUND_BYTES, f"demo data, {len(held)} scopes held")


def measure_time() -> Figure:
    """Time the request from outside the process, over a connection that stands."""
    with _phone_with_replica() as (phone, held):
        for _ in range(RUNS // 4):
            phone.sync(scopes=held)
        runs = [_timed(phone, held) for _ in range(RUNS)]
    return Figure(MILLISECONDS, "ms", runs, BOUND_MS, f"demo data, {len(held)} scopes held")


def _timed(phone: Phone, held: Held) -> float:
    started = time.perf_counter()
    phone.sync(scopes=held)
    return (time.perf_counter() - started) * 1000


@contextmanager
def _phone_with_replica() -> Iterator[tuple[Phone, Held]]:
    with new_installation() as installation:
        installation.doorstep("demo")
        with installation.serving() as connection:
            phone = Phone(connection, DEVICE)
            yield phone, _replica(phone)


def _replica(phone: Phone) -> Held:
    held: Held = {}
    while True:
        scopes = phone.sync(scopes=held).said.get("scopes", {})
        if not scopes:
            return held
        for name, page in scopes.items():
            held[name] = [page["to"], page["tag"], page.get("n_rows"), page.get("digest")]
