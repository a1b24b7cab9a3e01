"""What the text of the 2021 catalogue says of works, at its bounds and beside them.

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
    works,
)

LAKE = {**works(114), "kind.114": ["lake"]}
ROAD = works(130)
CASES: dict[str, list[Any]] = {
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


@each(CASES)
def test_the_class_is_that_of_the_text(facts: dict[str, Any], expected: str) -> None:
    assert outcome(facts) == expected
