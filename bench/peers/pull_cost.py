"""What a pull of 100 changed rows costs while the database around it grows."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

from bench.bureau_talk import Phone
from bench.installation import ROOT, Installation
from bench.peers.registering import TOWN

SIZES = (1_000, 10_000, 100_000, 500_000)
HELD = 900
CHANGED = 100
RUNS = 30
ELSEWHERE = "441900121"
DEVICE = "01a20af0-0000-7000-8000-00000000f200"

Held = dict[str, list[Any]]


@dataclass(frozen=True)
class PullCost:
    """The median time of the same pull with so many rows in the database."""

    rows: int
    milliseconds: float


def measure(sizes: Sequence[int] = SIZES) -> list[PullCost]:
    """Pull the same change again and again, over a connection that stands."""
    with tempfile.TemporaryDirectory(prefix="doorstep-bench-") as folder:
        installation = Installation(Path(folder))
        _registering(installation, "found")
        _registering(installation, "grow", str(HELD), TOWN)
        with installation.serving() as connection:
            phone = Phone(connection, DEVICE)
            held = _replica(phone)
            _registering(installation, "grow", str(CHANGED), TOWN)
            return _while_growing(installation, phone, (connection, held), sizes)


def _while_growing(
    installation: Installation,
    phone: Phone,
    standing: tuple[HTTPConnection, Held],
    sizes: Sequence[int],
) -> list[PullCost]:
    connection, held = standing
    costs = []
    rows = HELD + CHANGED
    for size in sizes:
        _registering(installation, "grow", str(size - rows), ELSEWHERE)
        rows = size
        # The server has closed it meanwhile; the next request opens it again.
        connection.close()
        phone.sync(scopes=held)
        costs.append(PullCost(size, median(_timed(phone, held) for _ in range(RUNS))))
    return costs


def _timed(phone: Phone, held: Held) -> float:
    started = time.perf_counter()
    said = phone.sync(scopes=held).said
    took = (time.perf_counter() - started) * 1000
    assert len(said["scopes"][f"town:{TOWN}"]["put"]["enterprise"]["rows"]) == CHANGED
    return took


def _replica(phone: Phone) -> Held:
    scopes = phone.sync().said["scopes"]
    assert all(page["to"] == page["current"] for page in scopes.values())
    return {name: [page["to"], page["tag"]] for name, page in scopes.items()}


def _registering(installation: Installation, *words: str) -> None:
    command = [sys.executable, "-m", "bench.peers.registering", *words]
    subprocess.run(command, cwd=ROOT, env=installation.settings, check=True)
