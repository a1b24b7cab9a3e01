"""A pack that is wrong is refused in plain words that name the clause, and nothing is kept."""

import json
from typing import Any

import pytest

from tests.server.rulebook.texts import eligibility

OFFICERS = 4
OFFICERS_FACT = 4


def told(**changes: Any) -> str:
    return json.dumps({**json.loads(eligibility()), **changes})


def with_clause(**changes: Any) -> str:
    raw = json.loads(eligibility())
    raw["clauses"][OFFICERS].update(changes)
    return json.dumps(raw)


def with_more(part: str, *rows: dict[str, Any]) -> str:
    raw = json.loads(eligibility())
    return told(**{part: [*raw[part], *rows]})


def conflict(when: Any, name: str = "pair") -> dict[str, Any]:
    return {"id": name, "label": "不能同时成立", "when": when}


CIRCLE = [{"id": "a", "when": ["is", "b"]}, {"id": "b", "when": ["not", ["is", "a"]]}]
EITHER = ["any", ["yes", "negative_list"], ["not", ["yes", "negative_list"]]]
REFUSALS = {
    "no JSON": ('{"pack"', "pack：不是 JSON"),
    "half a letter": (eligibility().replace("officers", "\\ud800"), "pack：不是 JSON"),
    "a list": ("[]", "pack：这里要一个 JSON 对象"),
    "no title": (told(title=" "), "pack：“title”要写文字"),
    "a zero in a title": (told(title="a\0b"), "pack：“title”要写文字"),
    "a long title": (told(title="长" * 101), "标题最多 100 字"),
    "a long name": (told(pack="x" * 33), "包名最多 32 字"),
    "version 0": (told(version=0), "版本号要从 1 到 2147483647"),
    "a version beyond all": (told(version=2**40), "版本号要从 1 到 2147483647"),
    "version in words": (told(version="1"), "pack：“version”要写整数"),
    "a day that is none": (told(in_force_from="2026-02-30"), "in_force_from：不是日期"),
    "a day written otherwise": (told(in_force_from="20260101"), "in_force_from：不是日期"),
    "an end before the beginning": (told(in_force_to="2000-01-01"), "失效日期早于生效日期"),
    "clauses that are no list": (told(clauses={}), "pack：“clauses”要写成列表"),
    "a name twice": (eligibility().replace("{", '{"title": "x",', 1), "同一个名称写了两次"),
    "a fraction": (with_clause(when=["lt", "officers", 1.5]), "clauses/officers：不能用小数：1.5"),
    "a power of ten": (
        eligibility().replace('"officers", 2', '"officers", 2e0'),
        "clauses/officers：不能用小数：2e0",
    ),
    "no number": (with_clause(when=["lt", "officers", float("nan")]), "officers：不能用小数：NaN"),
    "an unknown operator": (
        with_clause(when=["eq", "officers", 2]),
        "clauses/officers：条件写得不对",
    ),
    "an unknown fact": (
        with_clause(when=["yes", "nobody"]),
        "officers：用了没有声明的事实（nobody）",
    ),
    "a fact named as what every object has": (
        with_clause(when=["yes", "constructor"]),
        "officers：用了没有声明的事实（constructor）",
    ),
    "an unknown term": (
        with_clause(when=["is", "nothing"]),
        "officers：用了没有定义的词（nothing）",
    ),
    "a wrong comparison": (with_clause(when=["yes", "officers"]), "officers：这种事实不能这样比较"),
    "a bound of another kind": (with_clause(when=["lt", "officers", "2"]), "不在可选范围内"),
    "a word that is no choice": (with_clause(when=["in", "pollution", "huge"]), "不在可选范围内"),
    "a circle": (told(terms=CIRCLE), "a：定义循环，绕回了自己"),
    "a clause twice": (with_clause(id="site"), "site：编号重复"),
    "an outcome twice": (
        with_more("outcomes", {"id": "at_door", "label": "可以"}),
        "at_door：编号重复",
    ),
    "a fact twice": (
        with_more("facts", {"id": "officers", "kind": "int", "ask": "几名？"}),
        "facts/officers：编号重复",
    ),
    "a kind of fact that is none": (
        with_more("facts", {"id": "share", "kind": "float", "ask": "多少？"}),
        "facts/share：“float”不是事实的种类",
    ),
    "no basis": (with_clause(basis=""), "officers：没有写依据"),
    "no words": (with_clause(label=""), "officers：没有写说明"),
    "an outcome that is none": (with_clause(outcome="maybe"), "officers：结论不在规则包里"),
    "only one outcome": (told(outcomes=[]), "至少要有两种结论"),
    "a clause that never holds": (
        with_clause(when=["all", ["lt", "officers", 2], ["ge", "officers", 2]]),
        "officers：任何情况下都用不上",
    ),
    "a pair that is never so": (
        told(
            conflicts=[
                conflict(["all", ["yes", "negative_list"], ["not", ["yes", "negative_list"]]])
            ]
        ),
        "pair：任何情况下都用不上",
    ),
    "a pair that is always so": (
        told(conflicts=[conflict(EITHER)]),
        "officers：只有回答自相矛盾时才用得上",
    ),
    "a pair that takes all from a clause": (
        told(conflicts=[conflict(["lt", "officers", 2])]),
        "officers：只有回答自相矛盾时才用得上",
    ),
}


@pytest.mark.parametrize(("text", "words"), REFUSALS.values(), ids=list(REFUSALS))
def test_what_is_wrong_is_said_before_and_at_publishing(text, words, app, as_person, people):
    admin = as_person(people.administrator)

    for path in ("/api/rules/preview", "/api/rules"):
        answer = admin.post(path, json={"content": text})
        assert answer.status_code == 422, answer.json
        assert words in answer.json["detail"]

    assert admin.get("/api/rules").json == []


def test_dates_that_overlap_a_published_version_are_refused(app, as_person, people):
    admin = as_person(people.administrator)
    admin.post("/api/rules", json={"content": eligibility()})
    same_day = {**json.loads(eligibility(version=2)), "in_force_from": "2017-01-01"}

    answer = admin.post("/api/rules/preview", json={"content": json.dumps(same_day)})

    assert answer.json["detail"] == "eligibility：生效日期和已发布的版本重叠（1）"


def test_another_text_under_a_published_version_is_refused(app, as_person, people):
    admin = as_person(people.administrator)
    admin.post("/api/rules", json={"content": eligibility()})

    answer = admin.post("/api/rules/preview", json={"content": eligibility(title="别的")})

    assert (answer.status_code, answer.json["code"]) == (409, "409.95")
