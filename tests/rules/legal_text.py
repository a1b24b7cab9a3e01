"""Say what a case is and what the pack says of it; the rest is answered as most projects would."""

from typing import Any

import pytest

from scripts.rule_vectors import pack_of
from scripts.rule_walks import USUAL
from sync.rules.answers import read_facts
from sync.rules.kernel import Value
from sync.rules.packs import Fact
from sync.rules.walking import walk

PACK = pack_of("classification")
BOOK, FORM, REGISTRATION, OUTSIDE = "report_book", "report_form", "registration_form", "outside"


def industry(*codes: str) -> dict[str, Any]:
    return {"industry": list(codes), "works": [], "industrial_building": True}


def works(*items: int) -> dict[str, Any]:
    return {"industry": [], "works": [str(item) for item in items]}


def outcome(facts: dict[str, Any]) -> str | None:
    truth = read_facts(PACK, facts)

    def answer(fact: Fact) -> Value:
        plain: dict[str, Value] = {"bool": False, "int": 0, "choice": fact.id}
        return truth.get(fact.id, USUAL.get(fact.id, plain.get(fact.kind, ())))

    return walk(PACK, answer)[0].outcome


def amounts(fact: str, *told: tuple[int, str], of: dict[str, Any]) -> list[tuple[Any, str]]:
    """Return a case for each amount of a fact."""
    return [({**of, fact: amount}, expected) for amount, expected in told]


def chosen(fact: str, *told: tuple[list[str] | str, str], of: dict[str, Any]) -> list[Any]:
    """Return a case for each answer to a fact."""
    return [({**of, fact: answer}, expected) for answer, expected in told]


def each(told: dict[str, list[Any]]) -> pytest.MarkDecorator:
    """Return the mark that gives a test the facts and the class of every case."""
    return pytest.mark.parametrize(
        ("facts", "expected"),
        [
            pytest.param(facts, expected, id=f"{name} {n}")
            for name, cases in told.items()
            for n, (facts, expected) in enumerate(cases)
        ],
    )
