"""The 2021 catalogue as a pack: its trickiest rules written out."""

from pathlib import Path
from typing import Any

import pytest

from scripts import rule_facts
from sync.rules.answers import FactError, read_facts
from sync.rules.conditions import Is, checks_in
from sync.rules.deciding import conflicts, decide, next_questions
from sync.rules.kernel import Facts, weigh
from sync.rules.packs import read_pack
from sync.rules.witness import answers, witness

ROOT = Path(__file__).resolve().parents[2]
PACK = read_pack((ROOT / "sync/rules/packs/classification.json").read_text(encoding="utf-8"))
NO_EXTRAS = {"works": [], "industrial_building": True}


def verdict(**facts: Any) -> str | None:
    return decide(PACK, read_facts(PACK, {**NO_EXTRAS, **facts})).outcome


def test_there_are_173_items() -> None:
    assert sorted(t.item for t in PACK.terms.values() if t.item) == list(range(1, 174))


@pytest.mark.parametrize("item", [1, 36, 66, 88, 108, 130, 172])
def test_a_question_is_asked_only_where_its_answer_changes_what_is_open(item: int) -> None:
    facts = {**(witness(PACK, Is(f"item.{item}")) or {}), "works": (str(item),)}
    asked = next_questions(PACK, facts)
    checks = [check for clause in PACK.clauses for check in checks_in(clause.when, PACK.meanings)]

    assert asked
    for question in asked:
        tried = answers(PACK.facts[question], [c for c in checks if c.fact == question])
        first, *others = (open_after({**facts, question: answer}) for answer in tried)
        assert any(other != first for other in others), question


def open_after(facts: Facts) -> list[bool | None]:
    return [weigh(clause.when, facts, PACK.meanings).value for clause in PACK.clauses]


@pytest.mark.parametrize(
    ("case", "facts", "expected"),
    [
        ("electroplating makes a report book", {"plating": ["electroplating"]}, "report_book"),
        ("anodising counts as electroplating (note 6)", {"plating": ["anodising"]}, "report_book"),
        ("chemical plating too", {"plating": ["chemical_plating"]}, "report_book"),
        ("10 t of solvent paint", {"solvent_paint_kg": 10_000}, "report_book"),
        ("1 kg below 10 t", {"solvent_paint_kg": 9_999}, "report_form"),
        ("no paint at all, but more than welding", {}, "report_form"),
        ("only cutting, welding, assembling", {"process_scope": "weld"}, "outside"),
        ("little low-VOC paint only", {"low_voc_paint_kg": 9_999}, "outside"),
        ("10 t of low-VOC paint", {"low_voc_paint_kg": 10_000}, "report_form"),
        (
            "little low-VOC paint beside solvent paint",
            {"low_voc_paint_kg": 1, "solvent_paint_kg": 1},
            "report_form",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_metal_products(case: str, facts: dict[str, Any], expected: str) -> None:
    plain_shop = {
        "industry": ["3311"],
        "plating": [],
        "solvent_paint_kg": 0,
        "low_voc_paint_kg": 0,
        "process_scope": "more",
    }
    assert verdict(**{**plain_shop, **facts}) == expected, case


@pytest.mark.parametrize(
    ("beds", "expected"),
    [
        (0, "registration_form"),
        (19, "registration_form"),
        (20, "report_form"),
        (499, "report_form"),
        (500, "report_book"),
    ],
)
def test_a_new_hospital_goes_by_its_beds(beds: int, expected: str) -> None:
    facts = {"industry": ["8411"], "build": "new", "amount.108": beds}
    assert verdict(**facts) == expected


def test_a_rebuilt_hospital_is_no_report_book() -> None:
    assert verdict(industry=["8411"], build="rebuild", **{"amount.108": 500}) == "report_form"


def test_of_several_items_the_highest_counts() -> None:
    boiler = {"works": ["91"], "amount.91.coal_oil": 45_501}
    shop = {"industry": ["3311"], "process_scope": "weld", "plating": [], "solvent_paint_kg": 0}
    facts = read_facts(PACK, {**shop, **boiler})

    found = decide(PACK, facts)

    assert found.outcome == "report_book"
    assert [clause.id for clause in found.clauses] == ["91.1"]
    assert found.items == (66, 91)


def test_what_is_not_listed_is_outside() -> None:
    assert verdict(industry=["6511"]) == "outside"
    assert decide(PACK, read_facts(PACK, {"industry": ["6511"], "works": []})).items == ()


def test_a_workshop_at_home_is_outside_a_starred_item() -> None:
    dyeing = {"industry": ["1713"], "kind.28": ["dye"]}
    assert verdict(**dyeing) == "report_book"
    assert verdict(**dyeing, industrial_building=False) == "outside"


def test_only_watches_and_clocks_are_starred_among_instruments() -> None:
    facts = {"plating": ["electroplating"], "industrial_building": False}
    assert verdict(industry=["4011"], **facts) == "report_book"
    assert verdict(industry=["4030"], **facts) == "outside"


@pytest.mark.parametrize(
    ("area", "expected"),
    [(["nature_reserve"], "report_form"), (["residential"], "registration_form"), ([], None)],
)
def test_each_item_means_its_own_sensitive_areas(area: list[str], expected: str | None) -> None:
    facts = {"industry": ["0412"], "kind.5": [], "sensitive_areas": area}
    assert verdict(**facts) == (expected or "registration_form")


def test_a_standard_factory_minds_homes_where_an_office_block_does_not() -> None:
    near_homes = {"industry": [], "works": ["97"], "sensitive_areas": ["residential"]}
    assert verdict(**near_homes, **{"kind.97": ["factory"]}) == "report_form"
    assert verdict(**near_homes, **{"kind.97": []}) == "outside"


def test_a_road_of_exactly_thirty_kilometres_is_not_over_it() -> None:
    road = {"industry": [], "works": ["130"], "build": "new", "kind.130": ["second"]}
    assert verdict(**road, **{"amount.130": 30_000, "sensitive_areas": []}) == "report_form"
    assert verdict(**road, **{"amount.130": 30_001, "sensitive_areas": []}) == "report_book"


def test_a_coarse_code_is_asked_again() -> None:
    facts = read_facts(PACK, {"industry": ["84"], "works": []})
    assert decide(PACK, facts).outcome is None
    assert next_questions(PACK, facts)[0] == "industry"


def test_answers_that_contradict_each_other_are_named() -> None:
    facts = read_facts(PACK, {"process_scope": "weld", "plating": ["electroplating"]})
    assert [c.label for c in conflicts(PACK, facts)] == ["仅分割、焊接、组装，不会有电镀"]


@pytest.mark.parametrize(
    "facts",
    [
        {"industry": ["9999"]},
        {"amount.108": -1},
        {"solvent_paint_kg": 0.5},
        {"plating": "electroplating"},
        {"no.such.fact": True},
    ],
)
def test_facts_that_cannot_be_are_refused(facts: dict[str, object]) -> None:
    with pytest.raises(FactError):
        read_facts(PACK, facts)


def test_every_clause_has_a_yes_a_no_and_an_unknown() -> None:
    for clause in PACK.clauses:
        facts = witness(PACK, clause.when)
        assert facts is not None, clause.id
        assert weigh(clause.when, facts, PACK.meanings).value is True, clause.id
        assert weigh(clause.when, {}, PACK.meanings).value is None, clause.id
        assert weigh(clause.when, {"industry": (), "works": ()}, PACK.meanings).value is False


def test_the_documented_facts_are_those_of_the_pack() -> None:
    document = rule_facts.DOCUMENT.read_text(encoding="utf-8")

    assert rule_facts.written(document) == document
