"""Rules answer yes, no or not known, and say what that hangs on."""

import json
from typing import Any

import pytest

from scripts.rule_cases import (
    COUNT,
    RANDOM,
    VECTORS,
    condition,
    seeded,
    some_facts,
    trial,
    value,
    written,
)
from sync.rules.answers import read_facts
from sync.rules.conditions import PackError, parse_condition
from sync.rules.deciding import decide, next_questions
from sync.rules.kernel import weigh

PACK = trial()
OPERATORS = json.loads((VECTORS / "operators.json").read_text(encoding="utf-8"))
VERDICTS = json.loads((VECTORS / "verdicts.json").read_text(encoding="utf-8"))
SEEDS = range(300)


def names(vector: Any) -> str:
    return str(vector["name"])


@pytest.mark.parametrize("vector", OPERATORS, ids=names)
def test_an_operator_answers_as_written(vector: dict[str, Any]) -> None:
    read = parse_condition(vector["condition"], "vector")

    weighed = weigh(read, read_facts(PACK, vector["facts"]), PACK.meanings)

    assert weighed.value is vector["value"]
    assert list(weighed.facts) == vector["behind"]


@pytest.mark.parametrize("vector", VERDICTS, ids=names)
def test_a_verdict_is_as_written(vector: dict[str, Any]) -> None:
    facts = read_facts(PACK, vector["facts"])

    verdict = decide(PACK, facts)

    assert (verdict.outcome, verdict.at_least, verdict.at_most) == (
        vector["outcome"],
        vector["at_least"],
        vector["at_most"],
    )
    assert [clause.id for clause in verdict.clauses] == vector["clauses"]
    assert list(verdict.missing) == vector["missing"]
    assert list(verdict.items) == vector["items"]
    assert list(next_questions(PACK, facts)) == vector["next"]


def test_the_random_vectors_are_those_of_their_seeds() -> None:
    assert RANDOM.read_text(encoding="utf-8") == written(COUNT)


def test_learning_a_fact_never_turns_a_yes_or_a_no_round() -> None:
    for seed in SEEDS:
        chance = seeded(seed)
        read = parse_condition(condition(chance, PACK), "random")
        facts = some_facts(chance, PACK)
        before = weigh(read, read_facts(PACK, facts), PACK.meanings).value
        for fact in PACK.facts.values():
            more = facts | ({} if fact.id in facts else {fact.id: value(chance, fact)})
            after = weigh(read, read_facts(PACK, more), PACK.meanings).value
            assert before is None or after is before, seed


def test_facts_that_nothing_hangs_on_do_not_matter() -> None:
    for seed in SEEDS:
        chance = seeded(seed)
        read = parse_condition(condition(chance, PACK), "random")
        facts = read_facts(PACK, some_facts(chance, PACK))
        weighed = weigh(read, facts, PACK.meanings)
        needed = {fact: known for fact, known in facts.items() if fact in weighed.facts}
        if weighed.value is not None:
            assert weigh(read, needed, PACK.meanings).value is weighed.value, seed


def test_every_unknown_fact_named_is_really_not_known() -> None:
    for seed in SEEDS:
        chance = seeded(seed)
        read = parse_condition(condition(chance, PACK), "random")
        facts = read_facts(PACK, some_facts(chance, PACK))
        weighed = weigh(read, facts, PACK.meanings)
        if weighed.value is None:
            assert weighed.facts
            assert all(fact not in facts or fact == "codes" for fact in weighed.facts), seed


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "yes",
        [],
        ["maybe", "flag"],
        ["not"],
        ["not", ["yes", "a"], ["yes", "b"]],
        ["ge", "number", 1.0],
        ["ge", "number", True],
        ["ge", "number", 2**53],
        ["ge", "number"],
        ["in", "choice"],
        ["in", "choice", 1],
        ["has", "words", ""],
        ["all", ["all", ["yes", 1]]],
    ],
)
def test_what_is_no_condition_is_refused_with_its_place(raw: object) -> None:
    with pytest.raises(PackError, match="place"):
        parse_condition(raw, "place")
