"""Workbooks and the report, opened, against an oracle that reads the tables alone."""

import io
import re
from collections import Counter
from datetime import date
from random import Random

import openpyxl
import pytest
from sqlalchemy import text

from server.core.doors import reading, writing
from server.features.quotas import commands as quotas
from server.features.quotas.commands import NewPlan
from server.features.reports.printing import print_reports
from sync.rules.quota_plan import CHOICES, SOURCES
from tests.reading_pdf import words_of
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.quotas.tables import by_oracle, presences
from tests.server.quotas.test_tables import PLACES, Life

SEED, DEEDS = 5, 40
FIRST, TODAY = "2026-06-01", "2026-11-23"
PAPERS = "/api/reports/desk/papers"
PLAIN = {
    **{name: choices[0] for name, choices in CHOICES.items()},
    "least_days": 0,
    "weights": dict.fromkeys((*SOURCES, "hard"), 1),
}
RANK_WORDS = {
    "deputy_division": "副处级以上",
    "deputy_section": "副科级以上",
    "ordinary": "一般",
}


@pytest.fixture
def plan(app, time):
    with writing() as session:
        days = (date.fromisoformat(FIRST), date(2026, 12, 31))
        new = NewPlan("下半年方案", *days, members_only=False, rules=PLAIN)
        return quotas.open_plan(session, new, by=None, at=time()).id


@pytest.fixture
def manager(plan, as_person, people):
    """The manager after a random life of a small bureau."""
    for place in PLACES:
        add(place, f"东莞市长安{place}五金厂", town=CHANGAN)
    life = Life(Random(SEED), as_person, people)  # noqa: S311 - reproducible, not secret
    for _ in range(DEEDS):
        life.go_on()
    return life.manager


def test_workbooks_and_the_report_have_the_figures_that_an_oracle_finds(manager, plan, press):
    figures, seen = found(plan)
    assert min(sum(told[n] for told in figures.values()) for n in (4, 6)) > 2, figures
    assert len(seen) > 5

    agrees_progress(manager, plan, figures)
    agrees_desk(manager, plan, figures, seen)
    agrees_report(manager, plan, press, figures, seen)


def found(plan):
    """Return by name what the oracle finds under the plan, and who was at which visit."""
    with reading() as session:
        names = dict(session.execute(text("SELECT id, name FROM person")).all())
        told = by_oracle(session).items()
        figures = {names[who]: one for (asked, who), one in told if asked == plan}
        days = [(on, visit, names[who]) for on, visit, who in presences(session)]
    return figures, [(visit, who) for on, visit, who in days if FIRST <= on <= TODAY]


def agrees_progress(manager, plan, figures):
    told = rows(manager.get(f"/api/quotas/{plan}/export.xlsx"), "指标进度")
    assert {row[0]: (row[2], row[3], row[6], row[4], row[5], row[7]) for row in told} == {
        name: (RANK_WORDS[rank], *counts) for name, (rank, _, *counts) in figures.items()
    }


def agrees_desk(manager, plan, figures, seen):
    answer = manager.get("/api/reports/desk.xlsx", query_string={"plan_id": plan})
    expected = lines(figures, seen)
    assert {row[0]: (row[3], row[4], row[6]) for row in rows(answer, "人员")} == expected
    sums = [len(figures), *(sum(column) for column in zip(*expected.values(), strict=True))]
    for sheet in ("分局", "职级"):
        groups = rows(answer, sheet)
        assert [sum(row[n] for row in groups) for n in (1, 4, 5, 6)] == sums, sheet
    assert rows(answer, "进度趋势")[-1][1] == sums[2]
    assert dict(row[:2] for row in rows(answer, "说明"))["走访家次"] == visits(seen)


def agrees_report(manager, plan, press, figures, seen):
    order = manager.post(PAPERS, {"plan_id": plan}).json
    assert print_reports(press) == 1
    told = words_of(manager.get(f"{PAPERS}/{order['id']}.pdf").data, "-layout")
    expected = lines(figures, seen)
    for name, counts in expected.items():
        of_one = r"\s+".join(map(str, counts))
        rank = RANK_WORDS[figures[name][0]]
        assert re.search(rf"{name}\s+\S+\s+{rank}\s+{of_one}\s", told), name
    assert f"已完成 {sum(reached for _, reached, _ in expected.values())} 项" in told
    assert f"期间共走访 {visits(seen)} 家次" in told


def lines(figures, seen):
    """Return by name what is asked, what of it is reached, and how often somebody was there."""
    times = Counter(who for _, who in seen)
    return {
        name: (asked + solve, min(enterprises, asked) + min(solved, solve), times[name])
        for name, (_, _, asked, solve, enterprises, _, solved) in figures.items()
    }


def visits(seen):
    return len({visit for visit, _ in seen})


def rows(answer, sheet):
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return list(book[sheet].iter_rows(min_row=2, values_only=True))
