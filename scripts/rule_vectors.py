"""Write vectors for every clause of every pack that comes with the program.

Usage: python -m scripts.rule_vectors. For each clause a yes, a no and an unknown, and for each
number or date that it compares the bound itself and one to either side of it, in a case where the
clause hangs on that comparison.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sync.rules.conditions import COMPARED, Check, Condition, Not, checks_in
from sync.rules.deciding import decide, next_questions
from sync.rules.kernel import Facts, Value, weigh
from sync.rules.packs import Clause, Pack, read_pack
from sync.rules.witness import answers, witness

ROOT = Path(__file__).resolve().parents[1]
PACKS = ROOT / "sync" / "rules" / "packs"
VECTORS = ROOT / "sync" / "vectors" / "rules" / "clauses"
STEPS = (-1, 0, 1)


@dataclass(frozen=True)
class Case:
    """`why` says what of the clause this shows: yes, no, unknown, or a bound and its value."""

    why: str
    facts: dict[str, Value]


def main() -> None:
    VECTORS.mkdir(parents=True, exist_ok=True)
    for name in names():
        VECTORS.joinpath(f"{name}.json").write_text(written(pack_of(name)), encoding="utf-8")


def names() -> list[str]:
    """Return the packs with clauses, by their file."""
    files = sorted(PACKS.glob("*.json"))
    return [f.stem for f in files if json.loads(f.read_text(encoding="utf-8")).get("clauses")]


def pack_of(name: str) -> Pack:
    """Return a pack that comes with the program."""
    return read_pack((PACKS / f"{name}.json").read_text(encoding="utf-8"))


def written(pack: Pack) -> str:
    """Return the vectors of a pack as JSON, one a line; a pure function of the pack."""
    vectors = (
        _vector(pack, clause, case)
        for clause in (*pack.clauses, *pack.conflicts)
        for case in cases(pack, clause)
    )
    return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in vectors) + "\n]\n"


def cases(pack: Pack, clause: Clause) -> Iterator[Case]:
    """Yield the cases of one clause."""
    found = witness(pack, clause.when)
    assert found is not None, clause.id
    yes = dict(found)
    none_else = _no_other_item(pack)
    yield Case("yes", none_else | yes)
    yield Case("no", none_else | _near_no(pack, clause.when, yes))
    yield Case("unknown", _unknown(pack, clause.when, yes))
    compared = (test for test in checks_in(clause.when, pack.meanings) if test.op in COMPARED)
    for test in dict.fromkeys(compared):
        yield from (Case(c.why, none_else | c.facts) for c in _around(pack, clause.when, test))


def _no_other_item(pack: Pack) -> dict[str, Value]:
    """Return answers that open no item of a catalogue, so that a case is about its clause alone."""
    subjects = (term.when for term in pack.terms.values() if term.item)
    asked_first = (weigh(when, {}, pack.meanings).facts[0] for when in subjects)
    return dict.fromkeys(asked_first, ())


def _near_no(pack: Pack, when: Condition, yes: Facts) -> dict[str, Value]:
    """Return facts under which a clause is a no by one answer, the last that can turn it."""
    tests = list(checks_in(when, pack.meanings))
    for fact in reversed(list(yes)):
        own = [test for test in tests if test.fact == fact]
        for value in answers(pack.facts[fact], own):
            changed = {**yes, fact: value}
            if weigh(when, changed, pack.meanings).value is False:
                return changed
    found = witness(pack, Not(when))
    assert found is not None
    return dict(found)


def _unknown(pack: Pack, when: Condition, yes: Facts) -> dict[str, Value]:
    """Return facts that lack the last one on which a clause hangs."""
    known = dict(yes)
    while weigh(when, known, pack.meanings).value is not None:
        known.popitem()
    return known


def _around(pack: Pack, when: Condition, test: Check) -> Iterator[Case]:
    values = _values(test, pack.facts[test.fact].least)
    context = _hanging(pack, when, test.fact, values)
    for value in values:
        yield Case(f"{test.fact} {value}", {**context, test.fact: value})


def _values(test: Check, least: int) -> list[Value]:
    if isinstance(test.against, str):
        day = date.fromisoformat(test.against)
        return [(day + timedelta(days=step)).isoformat() for step in STEPS]
    assert isinstance(test.against, int)
    near = (test.against + step for step in STEPS)
    return [value for value in near if value >= least]


def _hanging(pack: Pack, when: Condition, fact: str, values: list[Value]) -> Facts:
    """Return the other facts of a case in which these values differ, both sides known."""
    for value in values:
        context = witness(pack, when, {fact: value})
        others = [] if context is None else [other for other in values if other != value]
        for other in others:
            both = witness(pack, Not(when), {**(context or {}), fact: other})
            if both is not None:
                return both
    raise AssertionError(f"nothing hangs on {fact}")


def _vector(pack: Pack, clause: Clause, case: Case) -> Mapping[str, object]:
    weighed = weigh(clause.when, case.facts, pack.meanings)
    verdict = decide(pack, case.facts)
    return {
        "clause": clause.id,
        "why": case.why,
        "facts": case.facts,
        "value": weighed.value,
        "behind": weighed.facts,
        "outcome": verdict.outcome,
        "at_least": verdict.at_least,
        "giving": [giving.id for giving in verdict.clauses],
        "items": verdict.items,
        "missing": len(verdict.missing),
        "next": next_questions(pack, case.facts)[:1],
    }


if __name__ == "__main__":
    main()
