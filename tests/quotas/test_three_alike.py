"""Bureau, phone and an oracle in SQL come to the same figures over random histories."""

import os
from pathlib import Path

import pytest

from sync.rules.quota import figures
from sync.rules.quota_facts import read_standing, read_work, told_figures
from sync.rules.quota_plan import CHOICES, read_plan
from tests.quotas.comparing import compared
from tests.quotas.histories import PEOPLE, histories

COUNT = 10_000 if os.environ.get("DOORSTEP_LONG") else 500


def test_kernel_phone_and_oracle_agree_on_every_history(tmp_path: Path) -> None:
    done = compared(COUNT, tmp_path)

    assert (done.oracle_differs, done.phone_differs) == ([], [])
    assert done.cases == COUNT * len(PEOPLE)
    assert done.with_target > done.cases // 3


@pytest.mark.parametrize(
    ("rule", "other"), [(rule, word) for rule, words in CHOICES.items() for word in words[1:]]
)
def test_the_histories_tell_every_choice_of_a_rule_from_the_usual_one(
    rule: str, other: str
) -> None:
    usual = CHOICES[rule][0]

    assert any(
        _told(history, who, rule, usual) != _told(history, who, rule, other)
        for history in histories(150)
        for who in PEOPLE
    )


def test_every_reason_and_every_lack_of_a_target_occurs() -> None:
    told = [
        _told(history, who, "co_rule", history.plan["rules"]["co_rule"])
        for history in histories(400)
        for who in PEOPLE
    ]

    assert {one["why_none"] for one in told} == {
        *(None, "no_post", "not_member", "no_rank", "too_short")
    }
    assert {item["why"] for one in told for item in one["visits"]} == {
        *("counts", "again", "no_enterprise", "withdrawn", "rejected", "outside"),
        *("not_held", "not_author"),
    }
    assert {item["why"] for one in told for item in one["problems"]} == {
        *("counts", "same_problem", "no_weight", "withdrawn", "rejected", "outside", "not_held")
    }


def _told(history, who, rule, word):
    plan = {**history.plan, "rules": {**history.plan["rules"], rule: word}}
    work = read_work(history.work())
    standing = read_standing(history.standings[who])
    return told_figures(figures(who, read_plan(plan), standing, work.visits, work.solutions))
