"""Write seeded random rules with their answers, for the other language to give the same.

Usage: python -m scripts.rule_cases. Many more are made of the same parts in tests/rules/fuzzing.py.
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path

from sync.rules.answers import read_facts
from sync.rules.conditions import COMPARED, parse_condition
from sync.rules.kernel import weigh
from sync.rules.packs import Fact, Pack, read_pack

VECTORS = Path(__file__).resolve().parents[1] / "sync" / "vectors" / "rules"
RANDOM = VECTORS / "random.json"
COUNT = 400
MAX_DEPTH = 4
PREFIXES = ("3", "33", "331", "3311", "332", "40", "4011")
DAYS = ("2025-12-31", "2026-06-01", "2026-06-02", "2027-01-01")
NUMBERS = (-5, -1, 0, 1, 9, 10, 11, 2**53 - 1)


def main() -> None:
    RANDOM.write_text(written(COUNT), encoding="utf-8")


def written(count: int) -> str:
    """Return `count` cases as JSON, one a line; the same for the same count."""
    rows = (json.dumps(case, ensure_ascii=False) for case in cases(count))
    return "[\n" + ",\n".join(rows) + "\n]\n"


def trial() -> Pack:
    """Return the pack whose facts the cases are about."""
    return read_pack((VECTORS / "trial.json").read_text(encoding="utf-8"))


def cases(count: int) -> Iterator[dict[str, object]]:
    """Yield conditions with facts, their value and the facts behind it."""
    pack = trial()
    for seed in range(count):
        chance = seeded(seed)
        raw, facts = condition(chance, pack), some_facts(chance, pack)
        weighed = weigh(parse_condition(raw, str(seed)), read_facts(pack, facts), pack.meanings)
        yield {
            "condition": raw,
            "facts": facts,
            "value": weighed.value,
            "behind": weighed.facts,
        }


def seeded(seed: int) -> random.Random:
    """Return the same chances for the same seed."""
    return random.Random(seed)  # noqa: S311 - to be repeated, not to be secret


def condition(chance: random.Random, pack: Pack, depth: int = 0) -> list[object]:
    """Return a random condition over the facts of a pack."""
    op = (
        "test" if depth == MAX_DEPTH else chance.choice(("all", "any", "not", "is", "test", "test"))
    )
    match op:
        case "all" | "any":
            parts = range(chance.randrange(4))
            return [op, *(condition(chance, pack, depth + 1) for _ in parts)]
        case "not":
            return ["not", condition(chance, pack, depth + 1)]
        case "is":
            return ["is", chance.choice(list(pack.terms))]
        case _:
            return _test(chance, chance.choice(list(pack.facts.values())))


def some_facts(chance: random.Random, pack: Pack) -> dict[str, object]:
    """Return random facts, each known or not."""
    known = [fact for fact in pack.facts.values() if chance.random() < chance.choice((0.3, 0.9))]
    return {fact.id: value(chance, fact) for fact in known}


def value(chance: random.Random, fact: Fact) -> object:
    """Return a random answer."""
    match fact.kind:
        case "bool":
            return chance.random() < 0.5  # noqa: PLR2004 - an even chance
        case "int":
            return chance.choice(NUMBERS)
        case "date":
            return chance.choice(DAYS)
        case "choice":
            return chance.choice(list(fact.choices))
        case "codes":
            return sorted(chance.sample(PREFIXES, chance.randrange(3)))
        case _:
            return sorted(chance.sample(list(fact.choices), chance.randrange(3)))


def _test(chance: random.Random, fact: Fact) -> list[object]:
    match fact.kind:
        case "bool":
            return ["yes", fact.id]
        case "int" | "date":
            return [chance.choice(COMPARED), fact.id, value(chance, fact)]
        case "codes":
            return ["under", fact.id, *chance.sample(PREFIXES, chance.randrange(1, 3))]
        case kind:
            words = chance.sample(list(fact.choices), chance.randrange(1, 3))
            return ["in" if kind == "choice" else "has", fact.id, *words]


if __name__ == "__main__":
    main()
