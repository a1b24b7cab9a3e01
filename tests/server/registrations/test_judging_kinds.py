"""Exemptions and one-time notices are judged by what is theirs."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from server.features.registrations.claims import NumberTaken, Signed
from server.features.rulebook import shipped
from sync.rules.packs import read_pack
from tests.server.registrations.acts import FACTS, FORM
from tests.server.registrations.judged import (
    ACT,
    BARE,
    EXEMPT,
    KNOWN,
    REGIMES,
    RULES,
    found,
)

# As the demo's, but its second clause asks whatever the trade is.
ANY_TRADE = replace(
    RULES,
    exemption=read_pack(
        shipped.text_of("exemption.demo").replace('["under", "industry", "842"], ', "")
    ),
)


def exemption(usual=ACT, **changes):
    wanted = {
        "facts": EXEMPT,
        "outcome": "exempt",
        "act": "exemption",
        "form": None,
        "items": (108,),
        "clauses": ("demo.2",),
        "number": NumberTaken("l1", 2, "东环豁〔2026〕2号"),
        "valid_until": date(2029, 11, 23),
        **changes,
    }
    return replace(usual, **wanted)


@pytest.mark.parametrize("regime", REGIMES)
def test_an_exemption_in_order_has_no_ground(regime):
    usual, rules, known = REGIMES[regime]

    assert found(exemption(usual), rules, known) == set()


def test_a_form_whose_exemption_was_not_asked_for_to_the_end_is_open():
    farm = {"industry": [], "works": ["1"], "sensitive_areas": [], "negative_list": False}
    told = replace(ACT, facts=farm, items=(1,), clauses=("1.2",))

    assert found(told, rules=ANY_TRADE) == {
        ("verdict", "事实还不够得出结论，还要知道：新增住院床位多少？")
    }
    assert found(told) == set()
    assert found(told, rules=replace(RULES, exemption=None)) == set()


def test_answers_of_a_way_that_was_left_are_no_strange_facts():
    told = replace(ACT, **BARE, facts={**FACTS, "amount.108": 30}, outcome="report_form")
    told = replace(told, act="referral")

    assert found(told, rules=replace(RULES, eligibility=None)) == set()


@pytest.mark.parametrize("until", [None, date(2029, 11, 24), date(2026, 11, 23)])
def test_an_exemption_runs_no_longer_than_its_clause(until):
    assert found(exemption(valid_until=until)) == {
        ("validity", "豁免的有效期应写明，最晚到2029年11月23日")
    }


def test_the_end_of_february_is_a_day_that_there_is():
    told = exemption(
        decided_at=datetime(2028, 2, 29, 2, 0, tzinfo=UTC),
        opened_at=datetime(2028, 2, 29, 1, 0, tzinfo=UTC),
        valid_until=date(2031, 3, 1),
        number=NumberTaken("l1", 2, "东环豁〔2028〕2号"),
    )
    known = replace(KNOWN, received_at=told.decided_at)

    assert found(told, known=known) == {("validity", "豁免的有效期应写明，最晚到2031年2月28日")}


NOTICE = replace(
    ACT,
    act="notice",
    number=None,
    form={**FORM, "materials_complete": False, "commitment": False, "area_m2": None},
    gaps=({"field": "area_m2", "text": "没有写面积"},),
    signature=Signed("absent", "无人"),
)


def test_a_first_notice_may_lack_whatever_it_lists():
    assert found(NOTICE) == set()


def test_a_second_notice_needs_the_reason_of_a_leader():
    told_before = replace(KNOWN, notified_on=date(2026, 11, 20))

    assert found(NOTICE, known=told_before) == {
        ("second_notice", "2026年11月20日已经一次性告知过，再次告知没有写明领导同意的理由")
    }
    assert found(replace(NOTICE, leader_reason="规划有变"), known=told_before) == set()


def test_a_notice_may_come_before_any_verdict():
    told = replace(NOTICE, outcome="unknown", facts={}, items=(), clauses=())

    assert found(told) == set()


def test_a_notice_with_a_number_or_a_wrong_verdict_is_looked_at():
    assert found(replace(NOTICE, outcome="report_book")) == {
        ("verdict", "局里按同样的规则和事实判断是“登记表”，手机上是“报告书”")
    }
