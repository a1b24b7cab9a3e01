"""Numbers as both cores must give them; `python -m tests.sync.vectors` writes them."""

from dataclasses import asdict
from datetime import date
from random import Random
from typing import Any

from sync import numbers
from sync.numbers import Lease

Json = dict[str, Any]
PATTERNS = ("东环建〔{year}〕{n}号", "{n}/{year}", "东环助（长安）〔{year}〕2-{n}号")
DAYS = ("2026-11-23", "2026-12-31", "2027-01-01", "2028-02-29")
STATES = (numbers.OPEN, numbers.OPEN, numbers.OPEN, numbers.RETURNED, numbers.CLOSED, numbers.LOST)


def number_vectors() -> Json:
    """Return patterns with their texts, and phones with the number that comes next."""
    ns = (1, 9, 10, 1234, numbers.MOST)
    texts = [
        {"pattern": one, "year": year, "n": n, "text": numbers.number_text(one, year, n)}
        for one in PATTERNS
        for year in (2026, 2027)
        for n in ns
    ]
    return {"texts": texts, "phones": [_phone(seed) for seed in range(120)]}


def _phone(seed: int) -> Json:
    random = Random(seed)  # noqa: S311 - chance that can be repeated
    leases = [_lease(random, n) for n in range(random.randint(0, 4))]
    taken = {
        one.id: random.randint(one.first, one.last + 1) for one in leases if random.random() < 0.6
    }
    day = date.fromisoformat(random.choice(DAYS))
    picked = numbers.pick(leases, taken, "a", day)
    left = numbers.remaining(leases, taken, "a", day.year)
    return {
        "leases": [_row(one) for one in leases],
        "taken": taken,
        "on": day.isoformat(),
        "next": picked and [picked[0].id, picked[1]],
        "left": left,
        "is_low": numbers.is_low(left),
    }


def _lease(random: Random, n: int) -> Lease:
    first = random.choice((1, 5, 21, 21, 40))
    last = first + random.randint(0, 19)
    year = random.choice((2026, 2027))
    return Lease(
        id=f"l{n}",
        kind=random.choice(("a", "a", "b")),
        year=year,
        first=first,
        last=last,
        next=random.randint(first, last + 1),
        expires_on=date(year, 12, random.choice((30, 31))),
        state=random.choice(STATES),
    )


def _row(lease: Lease) -> Json:
    told = {name: value for name, value in asdict(lease).items() if name != "returned_from"}
    return told | {"expires_on": lease.expires_on.isoformat(), "pattern": PATTERNS[0]}
