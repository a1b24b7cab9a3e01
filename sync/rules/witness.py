"""Find facts that make a condition true. Complete: operators cut each fact into few parts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from sync.rules.conditions import Check, Condition, checks_in
from sync.rules.kernel import Facts, Value, weigh
from sync.rules.packs import Fact, Pack

# Above so many words only none, each and all of them are tried, not each pair.
PAIRED_WORDS = 8


def witness(pack: Pack, condition: Condition, known: Facts | None = None) -> Facts | None:
    """Return facts, those `known` among them, under which a condition is a yes, or None."""
    tests: dict[str, list[Check]] = {}
    for test in checks_in(condition, pack.meanings):
        tests.setdefault(test.fact, []).append(test)
    return _search(pack, condition, tests, known or {})


def answers(fact: Fact, tests: Sequence[Check]) -> Iterator[Value]:
    """Yield an answer for each part into which tests cut a fact, both sides of every bound."""
    bounds = [test.against for test in tests]
    match fact.kind:
        case "bool":
            yield from (True, False)
        case "int":
            near = {b + step for b in bounds if isinstance(b, int) for step in (-1, 0, 1)}
            yield from sorted(n for n in near | {fact.least} if n >= fact.least)
        case "date":
            days = {date.fromisoformat(b) for b in bounds if isinstance(b, str)}
            near_days = {day + timedelta(days=step) for day in days for step in (-1, 0, 1)}
            yield from (day.isoformat() for day in sorted(near_days))
        case "choice":
            yield from fact.choices
        case _:
            yield from _sets(fact, bounds)


def _search(
    pack: Pack, condition: Condition, tests: Mapping[str, Sequence[Check]], known: Facts
) -> Facts | None:
    weighed = weigh(condition, known, pack.meanings)
    if weighed.value is not None:
        return known if weighed.value else None
    fact = weighed.facts[0]
    for value in answers(pack.facts[fact], tests[fact]):
        found = _search(pack, condition, tests, {**known, fact: value})
        if found is not None:
            return found
    return None


def _sets(fact: Fact, bounds: Sequence[object]) -> Iterator[Value]:
    named = dict.fromkeys(w for bound in bounds if isinstance(bound, tuple) for w in bound)
    words = [word for name in named if (word := _full(fact, name))]
    yield ()
    yield from ((word,) for word in words)
    if len(words) <= PAIRED_WORDS:
        yield from combinations(sorted(words), 2)
    if len(words) > 1:
        yield tuple(sorted(words))


def _full(fact: Fact, word: str) -> str | None:
    """Return the word, or of a prefix the first whole code under it."""
    if fact.kind != "codes":
        return word
    return next((code for code in fact.choices if code.startswith(word)), None)
