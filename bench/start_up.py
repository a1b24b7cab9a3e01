"""How long `doorstep serve` takes from nothing to its first answer, database in place."""

import time

from bench.figure import Figure
from bench.installation import Installation, new_installation

NAME = "Start of the server"
BOUND_S = 10
RUNS = 5


def measure() -> Figure:
    """Start the server on demo data, several times."""
    with new_installation() as installation:
        installation.doorstep("demo")
        runs = [_start(installation) for _ in range(RUNS)]
    return Figure(NAME, "s", runs, BOUND_S, "demo data, SQLite, two workers")


def _start(installation: Installation) -> float:
    started = time.perf_counter()
    with installation.serving():
        return time.perf_counter() - started
