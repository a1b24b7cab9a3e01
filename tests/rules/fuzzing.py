"""Seeded random cases for both languages: conditions, packs, answers and the shipped packs."""

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from scripts.rule_cases import VECTORS, condition, seeded, some_facts, trial, value
from scripts.rule_vectors import pack_of
from sync.rules.answers import FactError, read_facts
from sync.rules.conditions import Is, PackError, checks_in, parse_condition
from sync.rules.deciding import conflicts, decide, next_questions
from sync.rules.kernel import Facts, Value, weigh
from sync.rules.packs import Pack, parse_pack
from sync.rules.triaging import Packs, triage
from sync.rules.witness import answers, witness

Json = Any
TRIAL = trial()
# Of a thousand cases so many are of each kind; those of the shipped packs cost most.
MIX = {"weigh": 690, "read": 170, "parse": 60, "pack": 70, "triage": 10}
ODD = (
    None, True, False, 0, -0, 1, -1, -6, 10, 1.5, -0.25, 2**53 - 1, 2**53, -(2**53), 10**20,
    "", " ", "a", "A", "b", "𝒜", "！", "😀", "e\u0301", "\u00e9", "\ud83d", "a\u0000",
    "constructor", "__proto__", "toString", "hasOwnProperty", "null", "true", "1",
    "2026-06-01", "2025-02-30", "2024-02-29", "2026-6-1", "20260601", "2026-06-01T00:00:00Z",
    "0000-01-01", "0001-01-01", "0050-12-31", "9999-12-31", "10000-01-01", "２０２６-06-01",
    [], ["a"], ["a", "a"], ["b", "a"], ["！", "𝒜", "a"], ["constructor"], ["__proto__"],
    [""], [1], [None], [True], [["a"]], [{"a": "a"}], ["3311"], ["33"], ["3"], ["9999"], ["33110"],
    ["3311", "a"], {}, {"a": 1}, {"length": 1}, {"constructor": None},
)  # fmt: skip
NAMES = (*TRIAL.facts, "toString", "__proto__", "nobody", "😀", "", "length")
OPERATORS = ("all", "any", "not", "is", "yes", "ge", "gt", "le", "lt", "in", "has", "under", "eq")


def cases(count: int, first: int = 0) -> Iterator[Json]:
    """Yield cases with the answer of this language; the same for the same seeds."""
    kinds = [kind for kind, share in MIX.items() for _ in range(share)]
    seeded(0).shuffle(kinds)
    for seed in range(first, first + count):
        kind = kinds[seed % len(kinds)]
        asked = MAKERS[kind](seeded(seed))
        yield {"seed": seed, "kind": kind, **asked, "answer": ANSWERS[kind](asked)}


def _weighed(chance: random.Random) -> Json:
    return {"condition": condition(chance, TRIAL), "facts": some_facts(chance, TRIAL)}


def _weigh(asked: Json) -> Json:
    read = parse_condition(asked["condition"], "case")
    weighed = weigh(read, read_facts(TRIAL, asked["facts"]), TRIAL.meanings)
    return [weighed.value, weighed.facts]


def _told(chance: random.Random) -> Json:
    pool = NAMES if chance.random() < 0.4 else tuple(TRIAL.facts)
    names = chance.sample(pool, chance.randrange(1, 4))
    return {"facts": {name: _perhaps_odd(chance, name) for name in names}}


def _perhaps_odd(chance: random.Random, name: str) -> Json:
    fact = TRIAL.facts.get(name)
    return chance.choice(ODD) if fact is None or chance.random() < 0.4 else value(chance, fact)


def _read(asked: Json) -> Json:
    try:
        return {"facts": sorted(map(list, read_facts(TRIAL, asked["facts"]).items()))}
    except FactError as fault:
        return {"faults": sorted(fault.faults)}


def _damaged(chance: random.Random) -> Json:
    whole = condition(chance, TRIAL)
    for _ in range(chance.randrange(3)):
        _damage(chance, whole)
    return {"condition": whole}


def _damage(chance: random.Random, node: list[Json]) -> None:
    """Change one part of a condition, wherever chance leads."""
    inner = [part for part in node if isinstance(part, list)]
    if inner and chance.random() < 0.6:
        return _damage(chance, chance.choice(inner))
    place = chance.randrange(len(node) + 1)
    stranger = deepcopy(chance.choice((*ODD, *OPERATORS)))
    node[place : place + chance.randrange(2)] = [stranger] if chance.random() < 0.7 else []
    return None


def _parse(asked: Json) -> Json:
    try:
        parse_condition(asked["condition"], "case")
    except PackError as fault:
        return fault.at
    return "read"


def _packed(chance: random.Random) -> Json:
    terms = [
        {"id": term, "item": number, "when": _without_terms(condition(chance, TRIAL, 2))}
        for number, term in enumerate(TRIAL.terms, 1)
    ]
    return {
        "terms": terms,
        "clauses": [_clause(chance, number) for number in range(chance.randrange(1, 7))],
        "conflicts": [_clause(chance, 9)],
        "facts": some_facts(chance, TRIAL),
    }


def _clause(chance: random.Random, number: int) -> Json:
    outcome = chance.choice(("high", "low"))
    return {"id": f"c{number}", "outcome": outcome, "when": condition(chance, TRIAL, 1)}


def _without_terms(when: Json) -> Json:
    """Replace terms in a condition, as terms of terms could run in a circle."""
    if when[0] == "is":
        return ["yes", "flag"]
    return [_without_terms(part) if isinstance(part, list) else part for part in when]


def _judge(asked: Json) -> Json:
    pack = parse_pack({**_trial_json(), **{k: asked[k] for k in ("terms", "clauses", "conflicts")}})
    facts = read_facts(pack, asked["facts"])
    verdict = decide(pack, facts)
    return {
        "outcome": verdict.outcome,
        "between": [verdict.at_least, verdict.at_most],
        "clauses": [clause.id for clause in verdict.clauses],
        "because": verdict.because,
        "missing": verdict.missing,
        "items": verdict.items,
        "next": next_questions(pack, facts),
        "conflicts": [clause.id for clause in conflicts(pack, facts)],
    }


@cache
def _trial_json() -> dict[str, Json]:
    raw: dict[str, Json] = json.loads((VECTORS / "trial.json").read_text(encoding="utf-8"))
    return raw


@cache
def _shipped() -> Packs:
    return Packs(pack_of("classification"), pack_of("exemption.demo"), pack_of("eligibility"))


def _asked_at_a_door(chance: random.Random) -> Json:
    """Return answers near the bounds of one item of the catalogue, some of them left out."""
    packs = _shipped()
    assert packs.exemption is not None
    assert packs.eligibility is not None
    outcome = chance.choice(packs.classification.outcomes[:-1]).id
    alike = [clause.id for clause in packs.classification.clauses if clause.outcome == outcome]
    item = chance.choice(alike).split(".")[0]
    facts: dict[str, Value] = {"industry": (), "works": ()}
    for clause in packs.classification.clauses:
        if clause.id.split(".")[0] == item:
            facts |= _near(chance, packs.classification, clause.when)
    if chance.random() < 0.8:
        facts |= witness(packs.classification, Is(f"item.{item}")) or {}
    if chance.random() < 0.3:
        facts |= _near(chance, packs.exemption, chance.choice(packs.exemption.clauses).when)
    for clause in packs.eligibility.clauses:
        facts |= _near(chance, packs.eligibility, clause.when)
    share = chance.choice((0.9, 1))
    return {"facts": {fact: known for fact, known in facts.items() if chance.random() < share}}


def _near(chance: random.Random, pack: Pack, when: Json) -> Facts:
    tests = list(checks_in(when, pack.meanings))
    found: dict[str, Value] = {}
    for test in tests:
        own = [other for other in tests if other.fact == test.fact]
        found[test.fact] = chance.choice(list(answers(pack.facts[test.fact], own)))
    return found


def _triage(asked: Json) -> Json:
    found = triage(_shipped(), asked["facts"])
    return {
        "outcome": found.outcome,
        "clauses": [clause.id for clause in found.clauses],
        "missing": found.missing,
        "items": found.items,
        "settled": found.is_settled,
        "door": None if found.at_door is None else found.at_door.outcome,
        "conflicts": [clause.id for clause in found.contradictions],
    }


MAKERS = {
    "weigh": _weighed,
    "read": _told,
    "parse": _damaged,
    "pack": _packed,
    "triage": _asked_at_a_door,
}
ANSWERS = {"weigh": _weigh, "read": _read, "parse": _parse, "pack": _judge, "triage": _triage}
