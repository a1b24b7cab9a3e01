"""What p99 comes to when a bureau takes so many visits a second: `python -m bench.admission`.

Played through with the gate's own code in time that is counted, so that neither the machine nor
chance has a part in it: 1,000 phones come evenly over a minute with 20 visits each, two processes
work what they let in one by one, and who is sent away comes again as the app does.
"""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from bench.load_driver import p99
from bench.load_fleet import MOST_LATER
from server.core.gate import Places

PHONES, VISITS, MINUTE_S = 1000, 20, 60.0
PROCESSES = 2
SEEDS = range(11)
RATES = (250, 280, 300, 320, 340, 400)
PLACES = (8, 16, 32, 48)
# How much longer or shorter one push takes than another, and all of some seconds than of others.
APART, STRETCH, STRETCH_S = 0.3, 0.3, 3.0


@dataclass
class Process:
    """One process: its places, and until when it works on what it has let in."""

    places: Places
    busy_until: float = 0.0


@dataclass(order=True)
class Moment:
    """When a phone arrives at a process, on a promise or not, or leaves one."""

    at: float
    phone: int
    is_promised: bool = field(default=False, compare=False)
    entered: float | None = field(default=None, compare=False)
    process: Process | None = field(default=None, compare=False)


def waits(rate: float, most: int, seed: int) -> Iterator[float]:
    """Give what each phone waited, in seconds, at so many visits a second and so many places."""
    chance = random.Random(seed)
    processes = [Process(Places(most)) for _ in range(PROCESSES)]
    stretches = [1 + STRETCH * chance.uniform(-1, 1) for _ in range(1000)]
    push_s = VISITS * PROCESSES / rate
    due = [MINUTE_S * n / PHONES for n in range(PHONES)]
    coming = [Moment(at, n) for n, at in enumerate(due)]
    while coming:
        now = heapq.heappop(coming)
        if now.process is not None and now.entered is not None:
            now.process.places.leave(now.at - now.entered)
            yield now.at - due[now.phone]
            continue
        process = chance.choice(processes)
        if process.places.take(now.at, is_promised=now.is_promised):
            begins = max(now.at, process.busy_until)
            stretch = stretches[int(begins / STRETCH_S)]
            process.busy_until = begins + push_s * stretch * (1 + APART * chance.uniform(-1, 1))
            left = Moment(process.busy_until, now.phone, entered=now.at, process=process)
            heapq.heappush(coming, left)
        else:
            wait_s = process.places.promise(now.at) * (1 + MOST_LATER * chance.random())
            heapq.heappush(coming, Moment(now.at + wait_s, now.phone, is_promised=True))


def main() -> None:
    """Print p99, the median of all seeds, for each rate and number of places."""
    print(f"p99 in s, median of {len(SEEDS)} seeds; columns: places a process")
    print("visits a second" + "".join(f"{most:>8}" for most in PLACES))
    for rate in RATES:
        row = [median(p99(list(waits(rate, most, seed))) for seed in SEEDS) for most in PLACES]
        print(f"{rate:>15}" + "".join(f"{one:8.1f}" for one in row))


if __name__ == "__main__":
    main()
