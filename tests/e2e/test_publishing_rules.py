"""An administrator publishes rules at the desk, and says where enterprises may complain."""

import json

from playwright.sync_api import expect

from server.features.rulebook import shipped
from tests.e2e.browser import Browser
from tests.e2e.desk_pages import Desk


def eligibility(officers: object) -> str:
    raw = json.loads(shipped.text_of("eligibility"))
    raw |= {"version": 2, "in_force_from": "2026-01-01", "title": "现场办理条件（新）"}
    clause = next(clause for clause in raw["clauses"] if clause["id"] == "officers")
    clause |= {"label": "到场人员太少", "when": ["lt", "officers", officers]}
    return json.dumps(raw, ensure_ascii=False)


def test_faults_are_named_and_changes_shown_before_a_version_is_published(
    desktop: Browser,
) -> None:
    desk = Desk(desktop, "admin")
    desk.go("规则库")
    page = desk.page
    page.get_by_role("button", name="发布新版本").click()
    text = page.get_by_label("或者把规则文字贴在这里")

    text.fill(eligibility(1.5))
    page.get_by_role("button", name="检查").click()
    expect(page.get_by_text("clauses/officers：不能用小数：1.5")).to_be_visible()
    expect(page.get_by_role("button", name="确认发布")).to_have_count(0)

    text.fill(eligibility(3))
    page.get_by_role("button", name="检查").click()
    expect(page.get_by_text("和现行第 1 版比较")).to_be_visible()
    expect(page.get_by_text("修改 · 到场人员太少")).to_be_visible()
    page.get_by_role("button", name="确认发布").click()

    line = page.get_by_role("row").filter(has_text="现场办理条件（新）")
    expect(line).to_be_visible()
    expect(line.get_by_text("现行")).to_be_visible()


def test_where_to_complain_of_a_branch_is_changed_beside_its_regime(desktop: Browser) -> None:
    desk = Desk(desktop, "admin")
    desk.go("规则库")
    page = desk.page
    line = page.get_by_role("table", name="各分局投诉电话").get_by_role("row", name="石碣分局")
    expect(line).to_contain_text("12345")

    line.click()
    phone = page.get_by_role("dialog").get_by_label("投诉电话")
    phone.fill("分局办公室")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("投诉电话只能写一个号码")).to_be_visible()
    phone.fill("0769-86600000")
    page.get_by_role("button", name="保存").click()
    expect(line).to_contain_text("0769-86600000")
