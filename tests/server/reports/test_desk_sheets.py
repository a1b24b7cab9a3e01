"""The desk as a workbook says what the desk says."""

import io

import openpyxl
import pytest

from server.core.doors import writing
from server.features.quotas import commands as quotas
from server.features.quotas.commands import NewPlan
from tests.server.quotas.visiting import finding
from tests.server.reports.test_desk import LONG_AGO, PATH, YEAR


@pytest.fixture
def visited(app, time, phone_of, people):
    with writing() as session:
        plan = NewPlan("2026年方案", *YEAR, members_only=False)
        quotas.open_plan(session, plan, by=None, at=time())
    officer = phone_of(people.officer)
    officer.tell("enterprise.add", "a", name="=1+1五金厂")
    officer.visit("v1", "a", findings=[finding("f1"), finding("f2", solved=True)], **LONG_AGO)
    officer.visit("v2", "a")


@pytest.fixture
def manager(as_person, people):
    return as_person(people.manager)


@pytest.fixture
def book(visited, manager):
    answer = manager.get(f"{PATH}.xlsx")
    assert "filename*=UTF-8''%E5%85%A8%E5%B1%80" in answer.headers["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def rows(book, sheet):
    return list(book[sheet].iter_rows(min_row=2, values_only=True))


def test_every_sheet_tells_the_pages_figures(book, manager):
    desk = manager.get(PATH).json

    groups = [
        tuple(group[name] for name in ("name", "people", "done", "waived", "asked", "reached"))
        for group in desk["branches"]
    ]
    assert [row[:6] for row in rows(book, "分局")] == groups
    people = [(one["name"], one["asked"], one["reached"], one["visits"]) for one in desk["people"]]
    assert [(row[0], row[3], row[4], row[6]) for row in rows(book, "人员")] == people
    points = [(point["reached"], point["needed"]) for point in desk["trend"]["points"]]
    assert [row[1:] for row in rows(book, "进度趋势")] == points
    towns = [(town["name"], *town["months"], town["visits"]) for town in desk["towns"]]
    assert rows(book, "镇街走访") == towns
    [kind] = desk["kinds"]
    figures = ("found", "solved", "open", "late", "mean_days", "median_days")
    assert rows(book, "问题类别") == [("废水", *(kind[name] for name in figures))]
    service = [(one["name"], one["in_post"], one["out_of_post"]) for one in desk["service"]]
    assert rows(book, "岗内岗外") == service
    assert dict(row[:2] for row in rows(book, "说明"))["走访家次"] == desk["visits"] == 2


def test_a_name_that_looks_like_a_formula_stays_text(book):
    [late] = book["逾期问题"].iter_rows(min_row=2)

    assert (late[0].value, late[0].data_type) == ("=1+1五金厂", "s")
    assert late[5].value == 53
