"""Write how each clause of the catalogue is reached, question by question, and print how many.

Usage: python -m scripts.rule_walks. What a clause does not speak of is answered as most trades
would. The phone walks the same ways in pwa/src/rules/walks.test.ts.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from scripts.rule_vectors import VECTORS, pack_of
from sync.rules.kernel import Facts, Value
from sync.rules.packs import Clause, Fact, Pack
from sync.rules.walking import walk
from sync.rules.witness import witness

WALKS = VECTORS.parent / "walks.json"
ENOUGH = 8
USUAL: Mapping[str, Value] = {"build": "new", "process_scope": "more"}


@dataclass(frozen=True)
class Walk:
    """The questions in the order of asking, each with its answer, and what they come to."""

    clause: str
    item: int
    answers: tuple[tuple[str, Value], ...]
    outcome: str | None
    items: tuple[int, ...]


def main() -> None:
    WALKS.write_text(written(walks()), encoding="utf-8")
    counted = most_questions(walks())
    for questions, items in sorted(Counter(counted.values()).items()):
        print(f"{questions} questions at most: {items} items")
    few = sum(questions <= ENOUGH for questions in counted.values())
    print(f"{few} of {len(counted)} items take at most {ENOUGH}")


@cache
def walks() -> Sequence[Walk]:
    """Return the way to every clause of the catalogue."""
    pack = pack_of("classification")
    return [_walk(pack, clause) for clause in pack.clauses]


def most_questions(ways: Sequence[Walk]) -> Mapping[int, int]:
    """Return for each item how many questions its longest way takes."""
    most: dict[int, int] = {}
    for way in ways:
        most[way.item] = max(most.get(way.item, 0), len(way.answers))
    return most


def written(ways: Sequence[Walk]) -> str:
    """Return the walks as JSON, one a line."""
    return "[\n" + ",\n".join(_lines(ways)) + "\n]\n"


def _lines(ways: Sequence[Walk]) -> Iterator[str]:
    for way in ways:
        yield json.dumps(vars(way), ensure_ascii=False)


def _walk(pack: Pack, clause: Clause) -> Walk:
    truth = witness(pack, clause.when)
    assert truth is not None, clause.id
    verdict, questions = walk(pack, lambda fact: _answer(truth, fact))
    answers = tuple((name, _answer(truth, pack.facts[name])) for name in questions)
    item = int(clause.id.split(".")[0])
    return Walk(clause.id, item, answers, verdict.outcome, verdict.items)


def _answer(truth: Facts, fact: Fact) -> Value:
    plain: Mapping[str, Value] = {"bool": False, "int": fact.least}
    return truth.get(fact.id, USUAL.get(fact.id, plain.get(fact.kind, ())))


if __name__ == "__main__":
    main()
