"""What the text of the 2021 catalogue says of trades, at its bounds and beside them.

Each case was written from the legal text, not from the pack.
"""

from typing import Any

from tests.rules.legal_text import (
    BOOK,
    FORM,
    OUTSIDE,
    REGISTRATION,
    amounts,
    chosen,
    each,
    industry,
    outcome,
)

FARM = {**industry("0313"), "scaled_farming": True}
SLAUGHTER = {**industry("1351"), "kind.18": ["slaughter"]}
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
}


@each(CASES)
def test_the_class_is_that_of_the_text(facts: dict[str, Any], expected: str) -> None:
    assert outcome(facts) == expected
