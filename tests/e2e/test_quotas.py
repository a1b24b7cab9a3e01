"""Journey 5: what a quota asks, on the phone with no network, and at the desk to the closing."""

import re

import pytest
from playwright.sync_api import Locator, expect
from python_calamine import CalamineWorkbook

from tests.e2e.browser import Browser
from tests.e2e.desk_pages import Desk
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import Phone


@pytest.fixture
def officer(phone: Browser) -> Phone:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    return officer


def _card(officer: Phone) -> Locator:
    return officer.page.locator(".card").filter(has_text="下访企业服务方案")


def test_my_quota_offline_says_what_waits_item_by_item_and_becomes_confirmed(
    officer: Phone, ledger: Ledger
) -> None:
    enterprise = ledger.enterprise(0)
    card = _card(officer)
    expect(card).to_contain_text(re.compile(r"还剩 \d+ 天"))
    before = card.locator(".quota-line").first.inner_text()
    officer.page.context.set_offline(True)

    form = officer.begin_visit(enterprise.name)
    form.check_in_by_town("长安镇")
    form.write_guidance("已提醒按时办理排污许可。")
    form.name_representative("黄先生", "厂长")
    form.sign()
    form.close()
    officer.go_home()

    line = card.locator(".quota-line").first
    expect(line).to_contain_text("待上传 1")
    item = card.locator(".quota-items li").filter(has_text=enterprise.name)
    expect(item).to_contain_text("计 1 家 · 待上传")
    card.get_by_role("button", name="每一项怎么算").click()
    sheet = officer.page.get_by_role("dialog")
    expect(sheet.get_by_text(enterprise.name).first).to_be_visible()
    sheet.get_by_role("button", name="关闭").click()

    officer.page.context.set_offline(False)
    officer.is_confirmed()
    expect(line).not_to_contain_text("待上传")
    expect(line).not_to_have_text(before, use_inner_text=True)


def test_a_plan_is_tried_published_and_closed_at_the_desk(desktop: Browser, ledger: Ledger) -> None:
    desk = Desk(desktop, "admin")
    desk.progress()
    desk.page.get_by_role("button", name="修改计划").click()
    panel = desk.page.get_by_role("dialog")
    panel.get_by_label("期间职级变动").select_option(label="按天数折算")
    panel.get_by_label("走访企业").last.fill("3")
    panel.get_by_role("button", name="看看影响").click()
    expect(panel.locator(".effects")).to_contain_text(re.compile(r"\d+ 人考核，未完成 \d+ 人"))
    panel.locator(".effects").scroll_into_view_if_needed()
    assert ledger.rows("SELECT rules FROM quota_plan")[0]["rules"] == "{}"

    panel.get_by_text("已结束", exact=True).click()
    panel.get_by_role("button", name="保存").click()
    asked = desk.page.locator(".van-dialog")
    asked.get_by_role("button", name="取消").click()
    assert ledger.rows("SELECT state FROM quota_plan")[0]["state"] == "open"
    panel.get_by_role("button", name="保存").click()
    asked.get_by_role("button", name="结账", exact=True).click()
    expect(panel).to_have_count(0)
    desk.page.get_by_role("button", name="结账单").click()

    closing = desk.page.get_by_role("dialog")
    expect(closing.get_by_text("签名和哈希核对无误")).to_be_visible()
    expect(closing.get_by_text("第 1 次结账")).to_be_visible()
    [stored] = ledger.rows("SELECT count(*) AS n FROM quota_statement")
    expect(closing.locator(".closing-lines li")).to_have_count(stored["n"])
    with desk.page.expect_download() as waiting:
        closing.get_by_role("button", name="导出 Excel").click()
    book = CalamineWorkbook.from_path(waiting.value.path())
    assert len(book.get_sheet_by_name("人员").to_python()) == stored["n"] + 1
