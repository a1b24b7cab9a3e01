"""A whole city's phones at once against the real server: `python -m bench.load [PART OF A NAME …]`.

Each scenario runs on SQLite and, where a server is named, on PostgreSQL, with two workers each.
A run in which the database says otherwise than the phones' own ledger fails, whatever its times;
one in which the driver itself was late is void.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf

from bench import load_fleet
from bench.figure import Figure, NotMeasured
from bench.installation import Installation, new_installation
from bench.load_driver import Lag, all_due, p99, watched
from bench.load_fleet import LoadPhone
from bench.machine import describe
from bench.new_database import POSTGRES, new_database

DEVICES = int(os.environ.get("DOORSTEP_LOAD_DEVICES", "1000"))
COMMANDS = 20
MINUTE_S = 60
AT_A_TIME = 8
FIRST_SYNCS = DEVICES // 10
QUEUE = DEVICES * 10
OTHERS_S = 20
OTHERS = OTHERS_S * 5
WORKERS = 2


@dataclass(frozen=True)
class Ground:
    """A running bureau for one scenario, and the people in it."""

    installation: Installation
    port: int
    people: Sequence[str]

    def phones(self, mark: str, *, count: int, commands: int) -> list[LoadPhone]:
        return load_fleet.phones(self.port, self.people, count=count, commands=commands, mark=mark)

    async def known(self, mark: str, *, count: int, commands: int) -> list[LoadPhone]:
        """Return phones that the bureau has met before, as it has met each that was enrolled."""
        fleet = self.phones(mark, count=count, commands=commands)
        for phone in fleet:
            await phone.greet()
        return fleet


@dataclass(frozen=True)
class Outcome:
    """The seconds (or the ratio) that a scenario came to, and the phones that took part."""

    value: float
    fleet: Sequence[LoadPhone]
    told: Sequence[str] = ()


@dataclass(frozen=True)
class Scenario:
    """What happens, and the bound of what it measures."""

    name: str
    unit: str
    bound: float
    run: Callable[[Ground], Awaitable[Outcome]]


async def a_minute(ground: Ground) -> Outcome:
    """All phones send their commands, evenly over a minute."""
    fleet = await ground.known("minute", count=DEVICES, commands=COMMANDS)
    took = await all_due([phone.push for phone in fleet], MINUTE_S)
    return Outcome(p99(took), fleet, _waits(fleet))


async def a_second(ground: Ground) -> Outcome:
    """All phones send their commands within one second; who is refused comes again as asked."""
    fleet = await ground.known("second", count=DEVICES, commands=COMMANDS)
    began = time.perf_counter()
    await all_due([phone.push for phone in fleet], 1)
    return Outcome(time.perf_counter() - began, fleet, _waits(fleet))


async def eight_at_a_time(ground: Ground) -> Outcome:
    """Phones come one after the other, so that nobody is sent away: what a visit takes then."""
    fleet = await ground.known("eight", count=DEVICES // 5, commands=COMMANDS)
    free = asyncio.Semaphore(AT_A_TIME)

    async def push(phone: LoadPhone) -> None:
        async with free:
            await phone.push()

    began = time.perf_counter()
    await asyncio.gather(*map(push, fleet))
    took = time.perf_counter() - began
    visits = len(fleet) * COMMANDS
    return Outcome(took * 1000 / visits, fleet, (f"{visits / took:.0f} visits a second",))


async def first_syncs(ground: Ground) -> Outcome:
    """New phones ask for everything at the same moment."""
    fleet = ground.phones("first", count=FIRST_SYNCS, commands=0)
    began = time.perf_counter()
    await all_due([phone.pull for phone in fleet], 0)
    short = [phone.device for phone in fleet if phone.told["rows"] < load_fleet.ROWS]
    assert not short, f"{len(short)} phones got less than everything"
    return Outcome(time.perf_counter() - began, fleet, _waits(fleet))


async def a_long_queue(ground: Ground) -> Outcome:
    """One phone brings a long queue."""
    [heavy] = await ground.known("queue", count=1, commands=QUEUE)
    began = time.perf_counter()
    await heavy.push()
    return Outcome(time.perf_counter() - began, [heavy])


async def beside_a_long_queue(ground: Ground) -> Outcome:
    """Others send a command each, first undisturbed and then beside a phone with a long queue."""
    alone = await ground.known("alone", count=OTHERS, commands=1)
    [heavy] = await ground.known("heavy", count=1, commands=QUEUE)
    others = await ground.known("beside", count=OTHERS, commands=1)
    quiet = p99(await all_due([phone.push for phone in alone], OTHERS_S))
    pushing = asyncio.create_task(heavy.push())
    beside = p99(await all_due([phone.push for phone in others], OTHERS_S))
    was_over = pushing.done()
    await pushing
    told = f"p99 alone {quiet * 1000:.0f} ms, beside it {beside * 1000:.0f} ms"
    over = "the queue was over before the others" if was_over else "the queue outlasted them"
    return Outcome(beside / quiet, [*alone, heavy, *others], (told, over))


SCENARIOS = (
    Scenario(f"{DEVICES} phones × {COMMANDS} visits over a minute, p99", "s", 5, a_minute),
    Scenario(f"{DEVICES} phones × {COMMANDS} visits in a second, drained", "s", 180, a_second),
    Scenario(
        f"{COMMANDS} visits of each phone, {AT_A_TIME} at a time",
        "ms a visit",
        inf,
        eight_at_a_time,
    ),
    Scenario(f"{FIRST_SYNCS} first syncs at once, all done", "s", 60, first_syncs),
    Scenario(f"{QUEUE} visits queued on one phone", "s", 60, a_long_queue),
    Scenario("Others' p99 beside that queue, by their p99 alone", "times", 2, beside_a_long_queue),
)


def measure(scenario: Scenario, database: str) -> Figure | NotMeasured:
    """Run a scenario on a new installation on `sqlite` or `postgres`."""
    name = f"{scenario.name}, {'SQLite' if database == 'sqlite' else 'PostgreSQL'}"
    if database == "postgres" and POSTGRES not in os.environ:
        return NotMeasured(name, f"no server; name one in {POSTGRES}")
    with _ground(database) as ground:
        outcome, lag = asyncio.run(_watched(scenario, ground))
        misses = load_fleet.misses(ground.installation, outcome.fleet)
    if misses:
        return NotMeasured(name, f"records lost or doubled: {misses[:3]}", is_kept=False)
    driver = f"the driver's own lag p99 {lag.p99_s * 1000:.0f} ms"
    if lag.is_void:
        return NotMeasured(name, f"void, {driver}; it was {outcome.value:.4g} {scenario.unit}")
    parts = (*outcome.told, driver, "0 lost, 0 doubled")
    measured_on = f"{load_fleet.PEOPLE} officers of one town, {WORKERS} workers"
    return Figure(name, scenario.unit, [outcome.value], scenario.bound, measured_on, parts)


async def _watched(scenario: Scenario, ground: Ground) -> tuple[Outcome, Lag]:
    async with watched() as lag:
        return await scenario.run(ground), lag


@contextmanager
def _ground(database: str) -> Iterator[Ground]:
    if database == "sqlite":
        with new_installation() as installation, _opened(installation) as ground:
            yield ground
        return
    with (
        new_database(os.environ[POSTGRES]) as url,
        new_installation(url) as installation,
        _opened(installation) as ground,
    ):
        yield ground


@contextmanager
def _opened(installation: Installation) -> Iterator[Ground]:
    people = load_fleet.settle(installation)
    with installation.serving(workers=WORKERS) as connection:
        yield Ground(installation, connection.port, people)


def _waits(fleet: Sequence[LoadPhone]) -> Sequence[str]:
    return (f"asked to come again {sum(phone.waited for phone in fleet)} times",)


def main(wanted: Sequence[str]) -> int:
    """Run all scenarios, or those so named, on both databases; fail when one misses its bound."""
    chosen = [one for one in SCENARIOS if not wanted or any(part in one.name for part in wanted)]
    print(describe(), flush=True)
    missed = False
    for database in ("sqlite", "postgres"):
        for scenario in chosen:
            figure = measure(scenario, database)
            print("\n".join(figure.lines()), flush=True)
            print(f"    load afterwards {os.getloadavg()[0]:.1f}", flush=True)
            missed |= not figure.is_kept
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
