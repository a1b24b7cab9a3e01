"""A pack with a fault is not published, and the fault names its clause."""

import json
from datetime import date
from typing import Any

import pytest

from scripts.rule_cases import VECTORS
from server.features.rulebook import shipped
from sync.rules.conditions import PackError
from sync.rules.diffing import diff
from sync.rules.linting import lint
from sync.rules.packs import canonical, content_hash, read_pack

TRIAL = (VECTORS / "trial.json").read_text(encoding="utf-8")


def changed(**changes: Any) -> str:
    return json.dumps({**json.loads(TRIAL), **changes})


def with_clause(**changes: Any) -> str:
    clauses = json.loads(TRIAL)["clauses"]
    return changed(clauses=[{**clauses[0], **changes}, *clauses[1:]])


def faults_of(text: str, *published: Any) -> list[tuple[str, str]]:
    return [(fault.why, fault.at) for fault in lint(read_pack(text), published)]


@pytest.mark.parametrize("name", [*shipped.RULES, shipped.DEMO])
def test_what_comes_with_the_program_has_no_fault(name: str) -> None:
    assert faults_of(shipped.text_of(name)) == []


@pytest.mark.parametrize(
    ("text", "why", "at"),
    [
        (with_clause(when=["yes", "nobody"]), "unknown_fact", "1"),
        (with_clause(when=["is", "nothing"]), "unknown_term", "1"),
        (with_clause(when=["yes", "number"]), "wrong_operator", "1"),
        (with_clause(when=["ge", "number", "2026-01-01"]), "no_such_answer", "1"),
        (with_clause(when=["ge", "day", "2025-02-30"]), "no_such_answer", "1"),
        (with_clause(when=["in", "choice", "z"]), "no_such_answer", "1"),
        (with_clause(when=["under", "codes", "99"]), "no_such_answer", "1"),
        (with_clause(basis=" "), "no_basis", "1"),
        (with_clause(label=""), "no_label", "1"),
        (with_clause(outcome="none"), "no_outcome", "1"),
        (with_clause(id="2"), "doubled", "2"),
        (
            with_clause(when=["all", ["ge", "number", 9], ["lt", "number", 9]]),
            "unreachable",
            "1",
        ),
        (with_clause(when=["all"]), "unreachable", "2"),
        (changed(in_force_to="2025-01-01"), "dates", "trial"),
        (changed(outcomes=[]), "few_outcomes", "trial"),
    ],
)
def test_a_fault_is_found_where_it_is(text: str, why: str, at: str) -> None:
    assert (why, at) in faults_of(text)


def test_terms_that_go_round_in_a_circle_are_found() -> None:
    circle = [
        {"id": "both", "when": ["is", "metal"]},
        {"id": "metal", "when": ["not", ["is", "both"]]},
    ]
    assert faults_of(changed(terms=circle)) == [("cycle", "both"), ("cycle", "metal")]


def test_dates_may_not_overlap_save_for_following_an_open_end() -> None:
    later = changed(version=2)
    since, until = date(2025, 1, 1), date(2026, 1, 1)

    assert faults_of(later, (1, since, None)) == []
    assert faults_of(later, (1, since, date(2025, 12, 31))) == []
    assert faults_of(later, (1, since, until)) == [("overlap", "trial")]
    assert faults_of(later, (1, date(2026, 1, 1), None)) == [("overlap", "trial")]
    assert faults_of(later, (2, since, None)) == [("version", "trial")]


def test_an_exemption_says_for_how_long_and_on_what_terms() -> None:
    raw = json.loads(shipped.text_of(shipped.DEMO))
    raw["clauses"][0]["valid_months"] = 0

    assert faults_of(json.dumps(raw)) == [("no_slip", "demo.1")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 5000,
        TRIAL.replace('"version": 1,', '"version": 1.0,'),
        TRIAL.replace('"version": 1,', '"version": 1, "version": 1,'),
        changed(pack=""),
        changed(facts=[{"id": "x", "kind": "float", "ask": "?"}]),
        changed(clauses=[{"id": "1", "when": ["ge", "number"]}]),
        changed(clauses={}),
        changed(facts=[{"id": "x", "kind": "choice", "ask": "?", "choices": {"a": "甲"}}]),
        changed(facts=[{"id": "x", "kind": "choice", "ask": "?", "choices": [["a"]]}]),
        changed(facts=[{"id": "x", "kind": "choice", "ask": "?", "choices": [["a", "甲"]] * 2}]),
        changed(in_force_from="yesterday"),
        changed(terms=[{"id": "t", "when": ["all"]}] * 2),
    ],
)
def test_what_is_no_pack_is_refused(text: str) -> None:
    with pytest.raises(PackError):
        read_pack(text)


def test_the_same_content_has_the_same_hash_however_it_is_written() -> None:
    turned = json.dumps(dict(reversed(json.loads(TRIAL).items())), indent=3)

    first, second = (canonical(json.loads(text)) for text in (TRIAL, turned))

    assert content_hash(first) == content_hash(second)
    assert content_hash(first) != content_hash(canonical(json.loads(changed(version=2))))


def test_a_diff_names_what_came_went_and_changed() -> None:
    clauses = json.loads(TRIAL)["clauses"]
    clauses[0]["when"] = ["ge", "number", 11]
    clauses[1]["id"] = "4"

    found = diff(read_pack(TRIAL), read_pack(changed(clauses=clauses)))

    assert [(c.kind, c.part, c.id, c.fields) for c in found] == [
        ("removed", "clause", "2", ()),
        ("changed", "clause", "1", ("when",)),
        ("added", "clause", "4", ()),
    ]
    assert diff(read_pack(TRIAL), read_pack(TRIAL)) == []
