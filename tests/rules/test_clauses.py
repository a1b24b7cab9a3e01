"""Every clause of every pack has written cases; pwa/src/rules/clauses.test.ts answers them too."""

import json
from collections import defaultdict

import pytest

from scripts.rule_vectors import STEPS, VECTORS, names, pack_of, written
from sync.rules.conditions import COMPARED, checks_in

NAMES = names()


@pytest.mark.parametrize("name", NAMES)
def test_the_written_cases_are_what_the_pack_says_today(name: str) -> None:
    kept = (VECTORS / f"{name}.json").read_text(encoding="utf-8")

    assert kept == written(pack_of(name)), "stale: python -m scripts.rule_vectors"


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_has_a_yes_a_no_an_unknown_and_both_sides_of_each_bound(name: str) -> None:
    pack = pack_of(name)
    shown = defaultdict(dict)
    for case in json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8")):
        shown[case["clause"]][case["why"]] = case["value"]

    for clause in (*pack.clauses, *pack.conflicts):
        values = shown[clause.id]
        assert (values["yes"], values["no"], values["unknown"]) == (True, False, None), clause.id
        for test in checks_in(clause.when, pack.meanings):
            if test.op in COMPARED:
                steps = [s for s in STEPS if test.against + s >= pack.facts[test.fact].least]
                around = {values[f"{test.fact} {test.against + step}"] for step in steps}
                assert around == {True, False}, (clause.id, test)


def test_no_shipped_clause_is_without_cases() -> None:
    assert set(NAMES) >= {"classification", "eligibility", "exemption.demo"}
    assert {file.stem for file in VECTORS.glob("*.json")} == set(NAMES)
