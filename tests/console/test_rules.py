"""`doorstep classify` and the publishing of packs at the console."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import main
from server.features.rulebook.shipped import text_of
from server.features.rulebook.trade_names import read_names
from sync.rules.packs import read_pack

NAMES = Path(__file__).resolve().parents[3] / "shared/data/gbt4754_2017.csv"


@pytest.mark.skipif(not NAMES.exists(), reason="the standard's names are not on this machine")
def test_the_file_of_the_standard_names_every_trade_that_a_pack_knows():
    names = read_names(NAMES.read_bytes())
    pack = read_pack(text_of("classification"))

    assert set(pack.facts["industry"].choices) <= set(names)
    assert (len(names), names["2110"]) == (97 + 473 + 1380, "木质家具制造")


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
    ("text", "words"),
    [
        (b"", "不是 JSON"),
        (b"nope", "不是 JSON"),
        (b"[" * 100_000, "不是 JSON"),
        (b"\xff\xfe\x00", "不是 JSON"),
        (b"1" * 10_000, "不是 JSON"),
        (b"[]", "要一个 JSON 对象"),
        (b'"3311"', "要一个 JSON 对象"),
        (b"null", "要一个 JSON 对象"),
        (b'{"industry": ["3311"], "industry": ["01"]}', "给了两次：industry"),
        (b'{"no.such.fact": 1}', "no.such.fact：没有这个事实"),
        (b'{"constructor": true}', "constructor：没有这个事实"),
        (b'{"industry": ["9999"]}', "industry：没有这个代码或者选项：9999"),
        (b'{"industry": ["33111"]}', "没有这个代码或者选项：33111"),
        (b'{"industry": ["C33"]}', "没有这个代码或者选项：C33"),
        (b'{"industry": [3311]}', "没有这个代码或者选项：3311"),
        (b'{"industry": "3311"}', "industry：要填一组行业代码"),
        (b'{"amount.108": -1}', "amount.108：不能小于 0"),
        (b'{"amount.108": 20.0}', "amount.108：要填整数"),
        (b'{"amount.108": 1e3}', "amount.108：要填整数"),
        (b'{"amount.108": NaN}', "amount.108：要填整数"),
        (b'{"amount.108": "20"}', "amount.108：要填整数"),
        (b'{"amount.108": true}', "amount.108：要填整数"),
        (b'{"amount.108": 9007199254740992}', "amount.108：要填整数"),
        (b'{"fermentation": 1}', "fermentation：要填true 或 false"),
        (b'{"build": "demolish"}', "build：没有这个代码或者选项：demolish"),
        (b'{"plating": [["anodising"]]}', "没有这个代码或者选项"),
        (b'{"process_scope": "weld", "plating": ["electroplating"]}', "不会有电镀"),
        (b'{"only_packing": true, "fermentation": true}', "不会有发酵"),
    ],
)
def test_classify_refuses_facts_that_cannot_be_and_answers_nothing(text, words):
    answer = CliRunner().invoke(main, ["classify"], input=text)

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "没有判断" in answer.stderr
    assert words in answer.stderr


def test_classify_names_every_fault_at_once():
    answer = classify({"amount.108": -1, "industry": ["9999"], "x": 1})

    assert [fact in answer.stderr for fact in ("amount.108", "industry", "x：")] == [True] * 3


def test_classify_answers_with_exactly_one_object_however_the_facts_are_written():
    text = '\ufeff{"works": null,\n"industry": ["6511"], "works2": null}'.encode()
    answer = CliRunner().invoke(main, ["classify"], input=text)

    assert json.loads(answer.stdout)["missing"][0] == "works"
    assert answer.stdout.count("\n") == 1


def test_nothing_at_all_is_known_of_no_facts():
    answer = json.loads(classify({}).stdout)

    assert (answer["outcome"], answer["items"], answer["basis"]) == ("unknown", [], [])
    assert {"industry", "works"} <= set(answer["missing"])
