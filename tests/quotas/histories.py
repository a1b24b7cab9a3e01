"""Seeded random histories: what became of people and of what they did, as events and as facts."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sync.rules.quota_plan import CHOICES, RANKS, SOURCES

PEOPLE = ("ann", "bo", "cai")
LENGTHS = (1, 2, 28, 29, 30, 31, 59, 60, 90, 181, 365, 366)
OFTEN = (10, 4, 4, 4, 8, 4, 4, 4, 4, 2, 1, 1)
LEAP_DAY = date(2024, 2, 29)
STATES = ("withdrawn", "stands", "rejected")


@dataclass
class History:
    """A plan as JSON, what three people were, and the facts with every word said of them."""

    plan: dict[str, Any]
    standings: dict[str, dict[str, Any]]
    facts: list[dict[str, Any]] = field(default_factory=list)
    # In the order of arrival: which fact, and what became of it.
    words: list[tuple[str, str]] = field(default_factory=list)

    def work(self) -> dict[str, list[dict[str, Any]]]:
        """Return the facts as the last word on each has them, some of them twice."""
        now = dict(self.words)
        found: dict[str, list[dict[str, Any]]] = {"visits": [], "solutions": []}
        for fact in [*self.facts, *self.facts[::2]]:
            kind = "solutions" if "problem" in fact else "visits"
            found[kind].append({**fact, "state": now[fact["id"]]})
        return found


def histories(count: int, first: int = 0) -> Iterator[History]:
    """Yield histories, the same for the same seeds."""
    for seed in range(first, first + count):
        yield _history(random.Random(seed))  # noqa: S311 - a test's dice


def _history(chance: random.Random) -> History:
    length = chance.choices(LENGTHS, OFTEN)[0]
    start = date(2023, 10, 1) + timedelta(days=chance.randrange(200))
    if chance.random() < 0.3:
        start = LEAP_DAY - timedelta(days=chance.choice((0, 1, length - 1)))
    days = (start, start + timedelta(days=length - 1))
    told = History(_plan(chance, days), {who: _standing(chance, days) for who in PEOPLE})
    for n in range(chance.randrange(9)):
        told.facts.append(_visit(chance, f"v{n}", days))
    for n in range(chance.randrange(9)):
        told.facts.append(_solution(chance, f"s{n}", days))
    chance.shuffle(told.facts)
    words = [("stands", fact["id"]) for fact in told.facts]
    words += [(chance.choice(STATES), w[1]) for w in words for _ in range(chance.randrange(3))]
    told.words = [(fact, state) for state, fact in words]
    return told


def _plan(chance: random.Random, days: tuple[date, date]) -> dict[str, Any]:
    ranks = chance.sample(RANKS, chance.choice((1, 2, 3, 3, 3)))
    rules: dict[str, Any] = {name: chance.choice(words) for name, words in CHOICES.items()}
    rules["least_days"] = chance.choice((0, 0, 0, 1, 20, 90))
    rules["weights"] = {name: chance.choice((0, 1, 1, 1, 2)) for name in (*SOURCES, "hard")}
    return {
        "period_from": days[0].isoformat(),
        "period_to": days[1].isoformat(),
        "members_only": chance.random() < 0.7,
        "rules": rules,
        "rows": [
            {
                "rank": rank,
                "visits": chance.randrange(5),
                "solved": chance.randrange(5),
                "in_principle": chance.random() < 0.5,
            }
            for rank in ranks
        ],
    }


def _standing(chance: random.Random, days: tuple[date, date]) -> dict[str, Any]:
    overlapping = chance.random() < 0.2
    return {
        "ranks": [
            {"rank": chance.choice(RANKS), **span}
            for span in _spans(chance, days, overlapping=overlapping)
        ],
        "members": list(_spans(chance, days, overlapping=False)),
        "posts": [
            {"branch_id": chance.choice(("east", "west", None)), **span}
            for span in _spans(chance, days, overlapping=False)
        ],
        "waiver": "长期病假" if chance.random() < 0.3 else None,
    }


def _spans(
    chance: random.Random, days: tuple[date, date], *, overlapping: bool
) -> Iterator[dict[str, str | None]]:
    """Yield up to four times in a row, now and then with a gap, a day long, or without an end."""
    if chance.random() < 0.08:
        return
    if chance.random() < 0.4:
        yield {"from": None, "to": None}
        return
    cuts = sorted({_day(chance, days) for _ in range(chance.randrange(1, 5))})
    first: date | None = None if chance.random() < 0.5 else cuts.pop(0)
    for cut in cuts:
        if first is None or first <= cut:
            last = cut + timedelta(days=9) if overlapping else cut
            yield {"from": first and first.isoformat(), "to": last.isoformat()}
        first = cut + timedelta(days=chance.choice((1, 1, 1, 5)))
    if chance.random() < 0.7:
        yield {"from": first and first.isoformat(), "to": None}


def _visit(chance: random.Random, name: str, days: tuple[date, date]) -> dict[str, Any]:
    people = chance.sample((*PEOPLE, "dai"), chance.randrange(1, 4))
    return {
        "id": name,
        "enterprise_id": chance.choice(("a", "b", "c", "d", None)),
        **_dated(chance, days),
        "author": people[0],
        "people": people,
    }


def _solution(chance: random.Random, name: str, days: tuple[date, date]) -> dict[str, Any]:
    return {
        "id": name,
        "problem": chance.choice(("p", "q", "r", name)),
        "source": chance.choice(SOURCES),
        "hard": chance.random() < 0.3,
        **_dated(chance, days),
        "people": chance.sample((*PEOPLE, "dai"), chance.choice((1, 1, 2))),
    }


def _dated(chance: random.Random, days: tuple[date, date]) -> dict[str, str | None]:
    """Return the day told and the day of arrival: at once, late, before it (a wrong clock), not."""
    on = _day(chance, days)
    late = chance.choice((0, 0, 1, 40, 400, -1, -30, None))
    received = None if late is None else on + timedelta(days=late)
    return {"on": on.isoformat(), "received_on": received and received.isoformat()}


def _day(chance: random.Random, days: tuple[date, date]) -> date:
    first, last = days
    if chance.random() < 0.4:
        return chance.choice(days) + timedelta(days=chance.choice((-2, -1, 0, 0, 1, 2)))
    return first + timedelta(days=chance.randrange(-10, (last - first).days + 11))
