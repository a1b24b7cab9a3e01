"""The 2021 catalogue as a pack: every item against the text, its trickiest rules written out."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from scripts import rule_facts
from sync.rules.answers import FactError, read_facts
from sync.rules.conditions import Check, Is, checks_in
from sync.rules.deciding import conflicts, decide, next_questions
from sync.rules.kernel import Facts, weigh
from sync.rules.packs import read_pack
from sync.rules.witness import answers, witness

ROOT = Path(__file__).resolve().parents[2]
PACK = read_pack((ROOT / "sync/rules/packs/classification.json").read_text(encoding="utf-8"))
CATALOGUE = ROOT.parent / "shared/data/eia_catalogue_2021.csv"
needs_catalogue = pytest.mark.skipif(
    not CATALOGUE.exists(), reason="the text of the catalogue is not on this machine"
)
COLUMNS = {
    "report_book": "report_book",
    "report_form": "report_form",
    "registration_form": "register_form",
}
# Whole trades by name: the catalogue gives them no number, GB/T 4754 does.
NAMED_TRADES = {67: {"336"}, 91: {"443"}, 95: {"462"}}
NO_EXTRAS = {"works": [], "industrial_building": True}


def catalogue() -> dict[int, dict[str, str]]:
    with CATALOGUE.open(encoding="utf-8-sig", newline="") as file:
        return {int(row["no"]): row for row in csv.DictReader(file)}


def outcomes_of(item: int) -> set[str]:
    return {clause.outcome for clause in PACK.clauses if clause.id.split(".")[0] == str(item)}


def scope_tests(item: int) -> list[Check]:
    return list(checks_in(PACK.terms[f"item.{item}"].when, PACK.meanings))


def verdict(**facts: Any) -> str | None:
    return decide(PACK, read_facts(PACK, {**NO_EXTRAS, **facts})).outcome


def test_there_are_173_items() -> None:
    assert sorted(t.item for t in PACK.terms.values() if t.item) == list(range(1, 174))


@needs_catalogue
@pytest.mark.parametrize("item", range(1, 174))
def test_an_item_has_the_codes_and_the_columns_of_the_catalogue(item: int) -> None:
    row = catalogue()[item]
    codes = {c for t in scope_tests(item) if t.op == "under" for c in _words(t)}
    has_area = any(t.fact == "sensitive_areas" for t in _tests_of(item))

    assert codes == set(filter(None, row["industry_codes"].split("|"))) | NAMED_TRADES.get(
        item, set()
    )
    assert outcomes_of(item) == {ours for ours, theirs in COLUMNS.items() if row[theirs]}
    assert has_area == bool(row["sensitive_area_meaning"])


# How the catalogue names the areas of its article 3, in groups one, two and three.
AREAS = (
    {
        "国家公园": "national_park",
        "自然保护区": "nature_reserve",
        "风景名胜区": "scenic_area",
        "世界文化和自然遗产地": "world_heritage",
        "海洋特别保护区": "marine_reserve",
        "饮用水水源保护区": "water_source",
    },
    {
        "生态保护红线管控范围": "redline",
        "基本农田": "farmland",
        "基本草原": "grassland",
        "森林公园": "forest_park",
        "地质公园": "geopark",
        "海洋公园": "marine_park",
        "自然公园": "nature_park",
        "重要湿地": "wetland",
        "天然林": "natural_forest",
        "重点保护野生动物栖息地": "wildlife",
        "重点保护野生植物生长繁殖地": "wild_plants",
        "产卵场": "spawning",
        "越冬场和洄游通道": "migration",
        "天然渔场": "fishing_ground",
        "水土流失重点预防区": "soil_erosion",
        "沙化土地封禁保护区": "desert",
        "封闭及半封闭海域": "closed_sea",
    },
    {"居住、医疗卫生": "residential", "文物保护单位": "heritage_site"},
)


def areas_in(text: str) -> set[str]:
    found = set()
    for part in filter(None, text.split("第三条")):
        group = AREAS["一二三".index(part[1])]
        found |= {area for name, area in group.items() if "全部区域" in part or name in part}
    return found


@needs_catalogue
@pytest.mark.parametrize("item", range(1, 174))
def test_an_item_means_the_areas_that_its_text_means(item: int) -> None:
    tests = [test for test in _tests_of(item) if test.fact == "sensitive_areas"]

    meant = {area for test in tests for area in _words(test)}
    assert meant == areas_in(catalogue()[item]["sensitive_area_meaning"])


@needs_catalogue
@pytest.mark.parametrize("item", range(1, 174))
def test_a_star_asks_for_an_industrial_building(item: int) -> None:
    row = catalogue()[item]
    starred = set(re.findall(r"(\d{3,4})\s*\*", row["name"]))
    for code in filter(None, row["industry_codes"].split("|")):
        whole = next(c for c in PACK.facts["industry"].choices if c.startswith(code))
        facts = read_facts(PACK, {"industry": [whole], "works": [], "industrial_building": False})
        stands = weigh(Is(f"item.{item}"), facts, PACK.meanings).value
        assert (stands is False) == (code in starred), code


@needs_catalogue
def test_no_label_copies_the_text_of_the_catalogue() -> None:
    text = "".join(row[c] for row in catalogue().values() for c in (*COLUMNS.values(), "name"))

    assert [c.label for c in PACK.clauses if len(c.label) > 24 and c.label in text] == []


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


def _tests_of(item: int) -> list[Check]:
    mine = [c for c in PACK.clauses if c.id.split(".")[0] == str(item)]
    return [test for clause in mine for test in checks_in(clause.when, PACK.meanings)]


def _words(test: Check) -> tuple[str, ...]:
    assert isinstance(test.against, tuple)
    return test.against
