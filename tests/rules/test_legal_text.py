"""What the text of the 2021 catalogue says of some sixty items, at its bounds and beside them.

Each case was written from the legal text, not from the pack; what a case does not speak of is
answered as most projects would.
"""

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


FARM = {**industry("0313"), "scaled_farming": True}
SLAUGHTER = {**industry("1351"), "kind.18": ["slaughter"]}
LAKE = {**works(114), "kind.114": ["lake"]}
ROAD = works(130)
CASES: dict[str, list[Any]] = {
    "3 pigs sold": amounts("amount.3.sold", (4_999, REGISTRATION), (5_000, BOOK), of=FARM),
    "3 pigs kept where none is sold": amounts(
        "amount.3.kept", (2_499, REGISTRATION), (2_500, BOOK), of=FARM
    ),
    "3 pigs kept count only where none is sold": amounts(
        "amount.3.kept", (2_500, REGISTRATION), of={**FARM, "amount.3.sold": 1}
    ),
    "3 beside homes": chosen("sensitive_areas", (["residential"], BOOK), of=FARM),
    "3 below the scale": chosen("scaled_farming", (False, OUTSIDE), of=FARM),
    "4 cages at sea": amounts(
        "amount.4",
        *[(299, REGISTRATION), (300, FORM), (999, FORM), (1_000, BOOK)],
        of={**industry("0411"), "kind.4": ["cage"]},
    ),
    "4 factory farming at sea": amounts(
        "amount.4", (99, REGISTRATION), (100, FORM), of={**industry("0411"), "kind.4": ["factory"]}
    ),
    "4 algae never make a book": amounts(
        "amount.4",
        *[(1_499, REGISTRATION), (1_500, FORM), (99_999, FORM)],
        of={**industry("0411"), "kind.4": ["algae"]},
    ),
    "8 coal-bed gas": amounts(
        "amount.8", (9_999, FORM), (10_000, BOOK), of={**industry("0721"), "kind.8": ["coalbed"]}
    ),
    "9 crushing alone": chosen(
        "kind.9", ([], BOOK), (["crush"], FORM), (["restore"], FORM), of=industry("0810")
    ),
    "11 sand from a river is not this item": chosen(
        "kind.11", ([], FORM), (["river"], OUTSIDE), of=industry("1011")
    ),
    "15 flour": amounts("amount.15", (9_999, OUTSIDE), (10_000, FORM), of=industry("1311")),
    "15 fermenting": chosen("fermentation", (True, FORM), of=industry("1329")),
    "15 not in an industrial building": chosen(
        "industrial_building", (False, OUTSIDE), of={**industry("1311"), "amount.15": 99_999}
    ),
    "16 packing oil only": chosen("only_mixing_packing", (True, OUTSIDE), of=industry("1331")),
    "17 raw sugar": amounts(
        "amount.17", (999, FORM), (1_000, BOOK), of={**industry("1340"), "kind.17": ["raw"]}
    ),
    "18 pigs": amounts("amount.18.pigs", (99_999, FORM), (100_000, BOOK), of=SLAUGHTER),
    "18 cattle": amounts("amount.18.cattle", (9_999, FORM), (10_000, BOOK), of=SLAUGHTER),
    "18 sheep": amounts("amount.18.sheep", (149_999, FORM), (150_000, BOOK), of=SLAUGHTER),
    "18 fowl": amounts("amount.18.fowl", (9_999_999, FORM), (10_000_000, BOOK), of=SLAUGHTER),
    "18 meat": amounts(
        "amount.18.meat",
        *[(19_999, REGISTRATION), (20_000, FORM)],
        of={**industry("1353"), "kind.18": ["meat"]},
    ),
    "19 seafood in any area of groups one and two": chosen(
        "sensitive_areas",
        *[([], OUTSIDE), (["closed_sea"], FORM), (["residential"], OUTSIDE)],
        of=industry("1361"),
    ),
    "23 soy sauce that ferments": amounts(
        "amount.23",
        *[(19_999, FORM), (20_000, BOOK)],
        of={**industry("1462"), "kind.23": ["soy"], "fermentation": True},
    ),
    "25 wine that ferments": amounts(
        "amount.25", (999, FORM), (1_000, BOOK), of={**industry("1512"), "fermentation": True}
    ),
    "28 dyeing, digital printing, weaving": chosen(
        "kind.28", (["dye"], BOOK), (["inkjet"], FORM), ([], OUTSIDE), of=industry("1713")
    ),
    "30 leather goods without tanning": [
        (industry("1921"), OUTSIDE),
        (industry("1910"), FORM),
        ({**industry("1921"), "kind.30": ["dye"]}, BOOK),
    ],
    "32 solvent glue for shoes": amounts(
        "solvent_glue_kg", (9_999, OUTSIDE), (10_000, FORM), of=industry("1952")
    ),
    "32 treatment agent for shoes": amounts(
        "solvent_treatment_kg", (2_999, OUTSIDE), (3_000, FORM), of=industry("1952")
    ),
    "32 injection": chosen("moulding", (["injection"], FORM), of=industry("1953")),
    "33 paint on wood": amounts(
        "solvent_paint_kg",
        *[(0, OUTSIDE), (1, FORM), (9_999, FORM), (10_000, BOOK)],
        of=industry("2031"),
    ),
    "33 low-VOC paint on wood": amounts(
        "low_voc_paint_kg", (9_999, OUTSIDE), (10_000, FORM), of=industry("2031")
    ),
    "34 boards": amounts("amount.34", (199_999, FORM), (200_000, BOOK), of=industry("2021")),
    "36 furniture that is also welded is not excepted": chosen(
        "process_scope", ("cut", OUTSIDE), ("weld", FORM), ("more", FORM), of=industry("2130")
    ),
    "39 solvent ink": amounts(
        "amount.39.solvent_ink", (9_999, FORM), (10_000, BOOK), of=industry("2319")
    ),
    "39 low-VOC ink alone": amounts(
        "amount.39.low_voc_ink", (9_999, OUTSIDE), (10_000, FORM), of=industry("2319")
    ),
    "44 mixing chemicals": chosen(
        "waste_water_or_voc",
        *[(False, OUTSIDE), (True, FORM)],
        of={**industry("2641"), "kind.44": ["physical"]},
    ),
    "44 paint making": [(industry("2641"), BOOK)],
    "47 medicines": chosen(
        "kind.47",
        *[([], BOOK), (["pack"], OUTSIDE), (["compound"], OUTSIDE), (["dosage"], FORM)],
        of=industry("2720"),
    ),
    "53 plastics": [
        (industry("2927"), FORM),
        ({**industry("2927"), "kind.53": ["recycled"]}, BOOK),
        ({**industry("2927"), "low_voc_paint_kg": 9_999}, OUTSIDE),
        ({**industry("2927"), "low_voc_paint_kg": 9_999, "solvent_paint_kg": 1}, FORM),
    ],
    "53 solvent glue on plastics": amounts(
        "solvent_glue_kg", (9_999, FORM), (10_000, BOOK), of=industry("2927")
    ),
    "59 daily china": amounts(
        "amount.59.daily",
        *[(2_499_999, OUTSIDE), (2_500_000, FORM)],
        of={**industry("3074"), "kind.59": ["daily"]},
    ),
    "63 cold rolling": amounts(
        "amount.63", (499_999, FORM), (500_000, BOOK), of={**industry("3130"), "kind.63": ["cold"]}
    ),
    "66 note 6": chosen(
        "plating",
        *[(["anodising"], BOOK), (["chemical_plating"], BOOK), (["electroplating"], BOOK)],
        of=industry("3311"),
    ),
    "66 solvent paint": amounts(
        "solvent_paint_kg", (9_999, FORM), (10_000, BOOK), of=industry("3389")
    ),
    "67 coating by powder is no coating": chosen(
        "kind.67",
        *[([], FORM), (["coat"], BOOK), (["galvanise"], BOOK)],
        of={**industry("3360"), "solvent_paint_kg": 10_000},
    ),
    "68 iron": amounts(
        "amount.68.ferrous",
        *[(99_999, FORM), (100_000, BOOK)],
        of={**industry("3391"), "kind.68": ["ferrous"]},
    ),
    "71 cars put together only": chosen(
        "process_scope",
        *[("assembly", FORM), ("weld", BOOK)],
        of={**industry("3611"), "kind.71": ["whole"]},
    ),
    "80 chips put together only": chosen(
        "process_scope",
        *[("weld", OUTSIDE), ("more", FORM)],
        of={**industry("3973"), "kind.80": ["chip"]},
    ),
    "83 clocks only in an industrial building": chosen(
        "industrial_building", (False, OUTSIDE), (True, FORM), of=industry("4030")
    ),
    "83 instruments anywhere": chosen("industrial_building", (False, FORM), of=industry("4011")),
    "85 sorting only": chosen(
        "kind.85",
        *[(["plastic"], FORM), (["plastic", "sort"], OUTSIDE), (["oil"], BOOK)],
        of=industry("4220"),
    ),
    "88 water power": amounts("amount.88", (999, FORM), (1_000, BOOK), of=industry("4413")),
    "90 a field of solar panels": amounts(
        "amount.90",
        *[(6_000, REGISTRATION), (6_001, FORM)],
        of={**industry("4416"), "kind.90": ["ground"], "amount.90.kv": 10},
    ),
    "90 panels for one's home": chosen(
        "kind.90", (["home"], OUTSIDE), (["home", "roof"], REGISTRATION), of=industry("4416")
    ),
    "91 gas boiler": amounts("amount.91.gas", (700, OUTSIDE), (701, FORM), of=works(91)),
    "91 oil boiler": amounts("amount.91.coal_oil", (45_500, FORM), (45_501, BOOK), of=works(91)),
    "95 sewage": amounts(
        "amount.95",
        *[(499, REGISTRATION), (500, FORM), (99_999, FORM), (100_000, BOOK)],
        of={**works(95), "kind.95": ["urban"]},
    ),
    "97 offices near a monument, standard plants near homes": [
        (works(97), OUTSIDE),
        ({**works(97), "sensitive_areas": ["heritage_site"]}, FORM),
        ({**works(97), "sensitive_areas": ["residential"]}, OUTSIDE),
        ({**works(97), "sensitive_areas": ["residential"], "kind.97": ["factory"]}, FORM),
    ],
    "100 waste air": [(works(100), REGISTRATION)],
    "104 a small slide": chosen(
        "sensitive_areas",
        *[([], OUTSIDE), (["national_park"], REGISTRATION)],
        of={**works(104), "kind.104": ["small"]},
    ),
    "106 rubbish": amounts(
        "amount.106",
        *[(0, OUTSIDE), (1, REGISTRATION), (9, REGISTRATION), (10, FORM), (49, FORM), (50, BOOK)],
        of=works(106),
    ),
    "108 beds": amounts(
        "amount.108",
        *[(0, REGISTRATION), (19, REGISTRATION), (20, FORM), (499, FORM), (500, BOOK)],
        of=industry("8411"),
    ),
    "108 beds of a house that is only rebuilt": amounts(
        "amount.108", (500, FORM), of={**industry("8411"), "build": "rebuild"}
    ),
    "114 a lake": amounts(
        "amount.114",
        *[(49_999, REGISTRATION), (50_000, FORM), (4_999_999, FORM), (5_000_000, BOOK)],
        of=LAKE,
    ),
    "114 a lake in a park": amounts(
        "amount.114",
        *[(49_999, FORM), (50_000, BOOK)],
        of={**LAKE, "sensitive_areas": ["scenic_area"]},
    ),
    "119 a filling station in town": chosen(
        "build",
        *[("new", FORM), ("rebuild", OUTSIDE)],
        of={**works(119), "kind.119": ["urban"]},
    ),
    "121 a garage that paints": amounts(
        "amount.121", (4_999, OUTSIDE), (5_000, FORM), of={**works(121), "solvent_paint_kg": 1}
    ),
    "124 a reservoir": amounts("amount.124", (999, FORM), (1_000, BOOK), of=works(124)),
    "129 wells": amounts("amount.129", (9_999, FORM), (10_000, BOOK), of=works(129)),
    "130 roads": [
        ({**ROAD, "kind.130": ["second"], "amount.130": 30_000}, FORM),
        ({**ROAD, "kind.130": ["second"], "amount.130": 30_001}, BOOK),
        ({**ROAD, "kind.130": ["second"], "amount.130": 30_001, "build": "expand"}, FORM),
        ({**ROAD, "kind.130": ["second"], "sensitive_areas": ["residential"]}, BOOK),
        ({**ROAD, "kind.130": ["second", "aux"]}, FORM),
        ({**ROAD, "kind.130": ["lower"]}, REGISTRATION),
        ({**ROAD, "kind.130": ["lower"], "sensitive_areas": ["farmland"]}, FORM),
        ({**ROAD, "kind.130": ["aux"], "sensitive_areas": ["farmland"]}, REGISTRATION),
        ({**ROAD, "kind.130": ["fourth"], "build": "rebuild"}, OUTSIDE),
        ({**ROAD, "kind.130": ["fourth", "aux"], "build": "rebuild"}, REGISTRATION),
    ],
    "131 streets": chosen(
        "kind.131", ([], REGISTRATION), (["main"], FORM), (["bridge"], FORM), of=works(131)
    ),
    "139 quays": [
        ({**works(139), "kind.139": ["river"], "amount.139.river": 999}, FORM),
        ({**works(139), "kind.139": ["river"], "amount.139.river": 1_000}, BOOK),
        ({**works(139), "kind.139": ["sea"], "amount.139.sea": 9_999}, FORM),
        ({**works(139), "kind.139": ["sea"], "amount.139.sea": 10_000}, BOOK),
    ],
    "149 an oil store": amounts(
        "amount.149", (199_999, FORM), (200_000, BOOK), of={**industry("5941"), "kind.149": ["oil"]}
    ),
    "150 prospecting beside drilling": chosen(
        "kind.150", (["survey"], REGISTRATION), (["survey", "oil"], FORM), of=works(150)
    ),
    "152 leaving old pipes beside new ones": chosen(
        "kind.152", (["abandon"], REGISTRATION), (["abandon", "safe"], FORM), of=works(152)
    ),
    "158 taking down what stood in the sea": chosen(
        "sensitive_areas",
        *[([], REGISTRATION), (["marine_park"], FORM)],
        of={**works(158), "kind.158": ["retreat"]},
    ),
    "161 power lines": amounts(
        "amount.161",
        *[(99, OUTSIDE), (100, FORM), (330, FORM), (499, FORM), (500, BOOK)],
        of=works(161),
    ),
    "161 power lines beside homes": amounts(
        "amount.161",
        (329, FORM),
        (330, BOOK),
        of={**works(161), "sensitive_areas": ["residential"]},
    ),
    "166 a mast": [(works(166), REGISTRATION)],
    "172 sources": chosen(
        "kind.172",
        *[(["source1"], BOOK), (["source1", "allowed"], OUTSIDE), (["source45"], REGISTRATION)],
        of=works(172),
    ),
    "article 4: the highest of several": [
        ({**works(100, 161), "amount.161": 110}, FORM),
        ({"industry": ["2927", "3311"], "works": ["100"], "plating": ["anodising"]}, BOOK),
    ],
    "article 5: not listed": [(industry("6511"), OUTSIDE), (industry(), OUTSIDE)],
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(facts, expected, id=f"{name} {n}")
        for name, cases in CASES.items()
        for n, (facts, expected) in enumerate(cases)
    ],
)
def test_the_class_is_that_of_the_text(facts: dict[str, Any], expected: str) -> None:
    assert outcome(facts) == expected
