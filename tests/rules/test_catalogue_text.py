"""The 2021 catalogue as a pack: every item against the columns, codes and areas of its text."""

import csv
import re
from pathlib import Path

import pytest

from sync.rules.answers import read_facts
from sync.rules.conditions import Check, Is, checks_in
from sync.rules.kernel import weigh
from sync.rules.packs import read_pack

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


def catalogue() -> dict[int, dict[str, str]]:
    with CATALOGUE.open(encoding="utf-8-sig", newline="") as file:
        return {int(row["no"]): row for row in csv.DictReader(file)}


def outcomes_of(item: int) -> set[str]:
    return {clause.outcome for clause in PACK.clauses if clause.id.split(".")[0] == str(item)}


def scope_tests(item: int) -> list[Check]:
    return list(checks_in(PACK.terms[f"item.{item}"].when, PACK.meanings))


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


def _tests_of(item: int) -> list[Check]:
    mine = [c for c in PACK.clauses if c.id.split(".")[0] == str(item)]
    return [test for clause in mine for test in checks_in(clause.when, PACK.meanings)]


def _words(test: Check) -> tuple[str, ...]:
    assert isinstance(test.against, tuple)
    return test.against
