"""What the bureau finds of an act when it judges it again, ground by ground; nothing is refused."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from server.features.registrations.claims import CoOfficer, Signed
from server.features.rulebook import shipped
from sync.rules.packs import read_pack
from tests.server.registrations.acts import FACTS
from tests.server.registrations.judged import (
    ACT,
    APPROVAL,
    BARE,
    CO,
    FILED,
    FILING_RULES,
    KNOWN,
    LEAD,
    PACK,
    REGIMES,
    RULES,
    UNDER_FILING,
    found,
    with_form,
)


def test_an_act_in_order_has_no_ground():
    assert found() == set()


def test_an_assistance_in_order_has_no_ground():
    assert found(FILED, FILING_RULES, UNDER_FILING) == set()


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize(
    ("facts", "outcome", "act"),
    [
        ({**FACTS, "industry": ["6531"]}, "outside", "outside"),
        ({**FACTS, "amount.108": 500, "build": "new"}, "report_book", "referral"),
        ({**FACTS, "amount.108": 30}, "report_form", "referral"),
    ],
)
def test_other_outcomes_in_order_need_neither_number_nor_signature(facts, outcome, act, regime):
    usual, rules, known = REGIMES[regime]
    told = replace(
        usual, **BARE, facts=facts, outcome=outcome, act=act, signature=Signed("absent", "无人")
    )

    assert found(told, rules, replace(known, co_officer=None)) == set()


@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [
        (replace(ACT, essence="1" * 64), "essence", "两名执法人员确认的摘要与上报的内容不一致"),
        (
            replace(ACT, facts={**FACTS, "amount.108": 20}),
            "verdict",
            "局里按同样的规则和事实判断是“报告表”，手机上是“登记表”",
        ),
        (
            replace(ACT, facts={key: FACTS[key] for key in FACTS if key != "amount.108"}),
            "verdict",
            "事实还不够得出结论，还要知道：建设性质是什么？、新增住院床位多少？",
        ),
        (
            replace(ACT, facts={**FACTS, "industry": ["8499x"]}),
            "facts",
            "给出的事实不成立：国民经济行业代码（GB/T 4754）：涉及哪些行业？（8499x）",
        ),
        (
            replace(ACT, facts={**FACTS, "industry": ["9999"]}),
            "facts",
            "给出的事实不成立：国民经济行业代码（GB/T 4754）：涉及哪些行业？（9999）",
        ),
        (
            replace(ACT, facts={**FACTS, "amount.108": -1}),
            "facts",
            "给出的事实不成立：新增住院床位多少？（-1）",
        ),
        (replace(ACT, facts={**FACTS, "moon": True}), "facts", "有规则包里没有的事实：moon"),
        (replace(ACT, clauses=("108.1",)), "citation", "引用的条款或名录项目与规则得出的不一致"),
        (replace(ACT, items=(109,)), "citation", "引用的条款或名录项目与规则得出的不一致"),
        (with_form(pollution="more"), "eligibility", "不符合现场办理条件：污染超过轻微"),
        (
            with_form(materials_complete=False),
            "eligibility",
            "不符合现场办理条件：材料不齐，要一次性告知补正",
        ),
        (
            replace(ACT, facts={**FACTS, "negative_list": True}),
            "eligibility",
            "不符合现场办理条件：在不予办理的负面清单上",
        ),
        (
            replace(ACT, facts={key: FACTS[key] for key in FACTS if key != "negative_list"}),
            "eligibility",
            "现场办理条件没有核对完：项目在不予办理的负面清单上吗？",
        ),
        (replace(ACT, number=None), "number", "“批准”应当编号，却没有编号"),
        (
            replace(ACT, act="exemption"),
            "act",
            "按“登记表现场批准（2015年做法，演示）”，这个结论应办理“批准”",
        ),
        (
            replace(ACT, filing_number="2026"),
            "filing_number",
            "这种办理方式没有备案号，却填了备案号",
        ),
        (
            replace(ACT, signature=Signed("refused", "不同意")),
            "unsigned",
            "企业拒绝签字：不同意",
        ),
        (replace(ACT, signature=Signed("absent")), "unsigned", "企业没有授权人员在场签字"),
        (replace(ACT, signature=Signed("signed")), "unsigned", "企业没有签字"),
        (with_form(project_name="", area_m2=None), "form", "登记表没有填：项目名称、面积"),
        (with_form(commitment=False), "form", "企业没有作出承诺"),
        (with_form(area_m2=0), "figures", "面积是0平方米"),
        (with_form(area_m2=-320), "figures", "面积是-320平方米"),
        (with_form(investment_yuan=0, environment_yuan=0), "figures", "投资额不是正数"),
        (with_form(environment_yuan=-1), "figures", "投资额不是正数"),
        (with_form(environment_yuan=500_001), "figures", "环保投资大于项目投资"),
        (
            replace(ACT, decided_at=datetime(2026, 11, 23, 4, 11, tzinfo=UTC)),
            "in_future",
            "办理时间晚于收到时间",
        ),
        (
            replace(ACT, opened_at=datetime(2026, 11, 23, 1, 41, tzinfo=UTC)),
            "times",
            "办理完的时间早于开始的时间",
        ),
    ],
)
def test_what_is_wrong_with_an_act_is_said_in_words(act, kind, words):
    assert found(act) == {(kind, words)}


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"packs": (replace(PACK, hash=None),)}, "pack_unknown", "局里没有发布过分类管理名录第1版"),
        (
            {"packs": (replace(PACK, hash="1" * 64),)},
            "pack_hash",
            "手机上的分类管理名录第1版与局里发布的内容不一样",
        ),
        (
            {"packs": (replace(PACK, in_force=2),)},
            "newer_pack",
            "当天生效的是分类管理名录第2版，手机用的是第1版",
        ),
        (
            {"packs": (replace(PACK, in_force=None),)},
            "pack_not_in_force",
            "分类管理名录第1版当天没有生效",
        ),
        (
            {"regime": "regime.2017_filing"},
            "regime",
            "分局当天的办理方式不是“登记表现场批准（2015年做法，演示）”",
        ),
        ({"site_in_branch": False}, "eligibility", "不符合现场办理条件：建设地点不归本分局管"),
        (
            {"lead": replace(LEAD, may=False)},
            "lead_authority",
            "陈志远当天没有在这里现场办理的权限",
        ),
        (
            {"co_officer": replace(CO, may=False)},
            "co_authority",
            "协办人李晓雯当天没有在这里现场办理的权限",
        ),
        ({"number_faults": ("编号已经用过",)}, "number", "编号已经用过"),
        (
            {"same_project": "东环建〔2026〕3号"},
            "duplicate",
            "同一企业的同一项目已经办理过：东环建〔2026〕3号",
        ),
        ({"co_reading": "确认码不对"}, "co_reading", "确认码不对"),
    ],
)
def test_what_the_bureau_knows_against_an_act_is_said_in_words(changes, kind, words):
    assert found(known=replace(KNOWN, **changes)) == {(kind, words)}


def test_one_officer_alone_is_neither_two_nor_eligible():
    alone = replace(ACT, co_officer=CoOfficer())

    assert found(alone, known=replace(KNOWN, co_officer=None)) == {
        ("no_co_officer", "只有一名执法人员，没有协办人"),
        ("eligibility", "不符合现场办理条件：到场执法人员不足两名"),
    }


def test_the_same_person_twice_is_one_officer():
    same = replace(KNOWN, co_officer=replace(LEAD))

    assert found(known=same) == {
        ("same_officer", "主办人和协办人是同一个人"),
        ("eligibility", "不符合现场办理条件：到场执法人员不足两名"),
    }


def test_a_co_officer_whom_nobody_knows_is_said_to_be_unknown():
    kinds = {kind for kind, _ in found(known=replace(KNOWN, co_officer=None))}

    assert kinds == {"co_unknown", "no_co_officer", "eligibility"}


def test_under_todays_law_the_legal_representative_signs():
    told = replace(FILED, representative="李四")

    assert found(told, FILING_RULES, UNDER_FILING) == {
        ("signer", "签字的李四不是登记表上的法定代表人")
    }
    assert found(replace(ACT, representative="李四")) == set()


def test_a_number_on_an_act_that_has_none_is_looked_at():
    told = replace(
        ACT,
        facts={**FACTS, "amount.108": 30},
        outcome="report_form",
        act="referral",
        form=None,
        items=(),
        clauses=(),
    )

    assert found(told) == {("number", "“转报告表”不编号，却用了东环建〔2026〕7号")}


def test_facts_that_contradict_each_other_are_looked_at():
    raw = json.loads(shipped.text_of("classification"))
    clash = {
        "id": "clash",
        "label": "有床位又没有床位",
        "when": ["all", ["ge", "amount.108", 10], ["under", "industry", "8421"]],
    }
    pack = read_pack(json.dumps({**raw, "conflicts": [clash]}))

    words = "给出的事实互相矛盾：有床位又没有床位"
    assert found(rules=replace(RULES, classification=pack)) == {("facts", words)}


def test_a_form_without_an_eligibility_pack_was_not_looked_at():
    assert found(rules=replace(RULES, eligibility=None)) == {
        ("eligibility", "没有核对现场办理条件")
    }


def test_without_the_catalogue_nobody_can_check_the_verdict():
    assert found(rules=replace(RULES, classification=None, exemption=None, regime=APPROVAL)) == {
        ("verdict", "没有分类管理名录，局里无法核对结论"),
    }


def test_a_registration_form_without_its_form_is_looked_at():
    kinds = {kind for kind, _ in found(replace(ACT, form=None))}

    assert kinds == {"form", "eligibility"}
