"""What a visit to an enterprise costs that has been visited often, by what one to a new one costs.

Both by turns in one run, each a phone's 20 visits to 20 enterprises, so that it is the history that
tells them apart. Before visits were counted in one by one, each read all that came before it.
"""

import asyncio
import os
import time
from collections.abc import Sequence

from bench import load_fleet
from bench.figure import Figure, NotMeasured
from bench.installation import Installation, new_installation
from bench.load_fleet import LoadPhone
from bench.new_database import POSTGRES, new_database

NAME = "Visits to enterprises with {} visits, by the time of the first ones to others"
TOGETHER = 20
BEFORE = 60
PAIRS = 10
BOUND = 1.2


def measure_sqlite() -> Figure:
    """Push to an installation on SQLite."""
    with new_installation() as installation:
        return _measured(installation, "SQLite")


def measure_postgres() -> Figure | NotMeasured:
    """Push to an installation on PostgreSQL, in a database of its own."""
    server = os.environ.get(POSTGRES)
    if server is None:
        name = f"{NAME.format(BEFORE)}, PostgreSQL"
        return NotMeasured(name, f"no server; name one in {POSTGRES}")
    with new_database(server) as url, new_installation(url) as installation:
        return _measured(installation, "PostgreSQL")


def _measured(installation: Installation, database: str) -> Figure:
    people = load_fleet.settle(installation)
    often, *others = _shares(PAIRS + 1)
    with installation.serving(workers=1) as connection:
        fleet = [
            load_fleet.phone(connection.port, f"load-{n}", people[n % len(people)], places)
            for n, places in enumerate([*[often] * BEFORE, *_by_turns(often, others)])
        ]
        took = asyncio.run(_pushed(fleet))[BEFORE:]
    assert not load_fleet.misses(installation, fleet)
    ratios = [to_often / to_new for to_often, to_new in zip(took[::2], took[1::2], strict=True)]
    measured_on = f"{PAIRS} pairs of {TOGETHER} visits in one push, 1 worker"
    return Figure(f"{NAME.format(BEFORE)}, {database}", "times", ratios, BOUND, measured_on)


def _shares(count: int) -> list[range]:
    return [range(n * TOGETHER, (n + 1) * TOGETHER) for n in range(count)]


def _by_turns(often: range, others: Sequence[range]) -> list[range]:
    return [places for new in others for places in (often, new)]


async def _pushed(fleet: Sequence[LoadPhone]) -> list[float]:
    took = []
    for phone in fleet:
        await phone.greet()
        began = time.perf_counter()
        await phone.push()
        took.append(time.perf_counter() - began)
    return took
