"""`doorstep classify` and the publishing of packs at the console."""

import json

import pytest
from click.testing import CliRunner

from server.cli import main


def classify(facts):
    return CliRunner().invoke(main, ["classify"], input=json.dumps(facts))


@pytest.mark.parametrize(
    ("facts", "outcome", "items", "basis"),
    [
        (
            {"industry": ["3311"], "works": [], "plating": ["anodising"]},
            "report_book",
            [66],
            ["2021年版名录第66项（报告书栏）"],
        ),
        ({"industry": ["6511"], "works": []}, "outside", [], ["2021年版名录第五条"]),
        (
            {"industry": [], "works": ["100"]},
            "registration_form",
            [100],
            ["2021年版名录第100项（登记表栏）"],
        ),
    ],
)
def test_classify_answers_with_its_basis(facts, outcome, items, basis):
    answer = json.loads(classify(facts).output)

    assert (answer["outcome"], answer["items"], answer["basis"]) == (outcome, items, basis)
    assert (answer["missing"], answer["pack"]) == ([], "classification 1")


def test_classify_says_what_is_missing():
    answer = json.loads(classify({"industry": ["3311"], "works": []}).output)

    assert answer["outcome"] == "unknown"
    wanted = ["plating", "solvent_paint_kg", "process_scope", "low_voc_paint_kg"]
    assert answer["missing"] == wanted


@pytest.mark.parametrize(
    "facts",
    [
        [],
        {"industry": ["0000"]},
        {"amount.108": -1},
        {"process_scope": "weld", "plating": ["electroplating"]},
    ],
)
def test_classify_refuses_facts_that_cannot_be(facts):
    answer = classify(facts)

    assert answer.exit_code == 1
    assert "没有判断" in answer.output
