"""Two officers change one contact offline: the head decides, and both phones show it."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.desk_pages import Desk
from tests.e2e.ledger import Known, Ledger
from tests.e2e.moving import come_to
from tests.e2e.phone_pages import Phone

MINE, THEIRS = "13800000071", "13800000072"


@pytest.fixture
def officer(phone: Browser) -> Phone:
    return _with_replica(phone, "chen")


@pytest.fixture
def colleague(second_phone: Browser) -> Phone:
    return _with_replica(second_phone, "li")


@pytest.fixture
def crossed(officer: Phone, colleague: Phone, bureau: Bureau, ledger: Ledger) -> Known:
    """Both changed the number while nothing could be sent; the colleague's arrived first."""
    place = ledger.enterprise(0)
    bureau.stop()
    amend(officer, place, MINE)
    amend(colleague, place, THEIRS)
    # Phones call by themselves as soon as the bureau answers.
    officer.page.context.set_offline(True)
    bureau.start()
    for phone in (colleague, officer):
        phone.page.context.set_offline(False)
        phone.open_outbox()
        phone.sync_now()
        expect(phone.outbox_item(place.name)).not_to_contain_text("待上传", timeout=30_000)
    return place


def _with_replica(browser: Browser, login: str) -> Phone:
    person = Phone(browser)
    person.sign_in(login)
    person.has_replica()
    return person


def amend(phone: Phone, place: Known, number: str) -> None:
    phone.go("企业")
    phone.find(place.name)
    phone.found(place.name).click()
    phone.page.get_by_role("link", name="修改联系方式和地址").click()
    phone.page.get_by_label("联系电话").fill(number)
    phone.page.get_by_role("button", name="保存修改").click()
    expect(phone.page.get_by_role("heading", name="一企一档")).to_be_visible()
    come_to(phone.page, "/")


def number_on(phone: Phone, place: Known) -> Locator:
    come_to(phone.page, f"/enterprises/{place.id}")
    return phone.page.locator("main")


def opened(head: Desk, place: Known) -> Locator:
    head.go("待复核")
    head.page.locator("tbody tr").filter(has_text=place.name).click()
    panel = head.page.get_by_role("dialog")
    expect(panel.get_by_role("table", name="两边的内容")).to_be_visible()
    return panel


def settle(panel: Locator, way: str, words: str = "") -> None:
    panel.get_by_role("button", name=way).click()
    if words:
        panel.get_by_label("处理意见").fill(words)
    panel.get_by_role("button", name="确定", exact=True).click()


def test_the_head_takes_one_number_and_both_phones_show_it(
    crossed: Known, officer: Phone, colleague: Phone, desktop: Browser
) -> None:
    item = officer.outbox_item(crossed.name)
    expect(item.get_by_role("table")).to_contain_text(MINE)
    expect(item.get_by_role("table")).to_contain_text(THEIRS)
    expect(item).to_contain_text("分局会看到两种内容并作出决定")

    head = Desk(desktop, "wang")
    panel = opened(head, crossed)
    row = panel.get_by_role("row").filter(has_text="联系电话")
    expect(row).to_contain_text(MINE)
    expect(row).to_contain_text(THEIRS)
    expect(panel).to_contain_text("李晓雯")
    settle(panel, "采用手机上的", "已打电话核实。")
    expect(panel).to_contain_text("已采用手机上的")

    for phone in (officer, colleague):
        phone.sync_now()
        phone.is_confirmed()
    expect(officer.outbox_item(crossed.name)).to_contain_text("已打电话核实。")
    for phone in (officer, colleague):
        expect(number_on(phone, crossed)).to_contain_text(MINE)
        expect(number_on(phone, crossed)).not_to_contain_text(THEIRS)


def test_the_officer_reads_offline_what_was_handed_back(
    crossed: Known, officer: Phone, bureau: Bureau, desktop: Browser
) -> None:
    settle(opened(Desk(desktop, "wang"), crossed), "退回本人", "请当面核对号码。")
    expect(desktop_dialog(desktop)).to_contain_text("已退回，请重做")
    officer.sync_now()
    expect(officer.outbox_item(crossed.name)).to_contain_text("退回重做")

    bureau.stop()
    officer.page.reload()

    item = officer.outbox_item(crossed.name)
    expect(item).to_contain_text("请当面核对号码。")
    expect(item).to_contain_text("王建国")
    item.get_by_role("button", name="重新填报").click()
    expect(officer.page.get_by_label("联系电话")).to_have_value(MINE)


def test_the_keyboard_opens_and_settles_a_review(crossed: Known, desktop: Browser) -> None:
    head = Desk(desktop, "wang")
    head.go("待复核")
    expect(head.page.locator("tbody tr").first).to_be_visible()
    head.page.keyboard.press("j")
    expect(head.page.locator("tbody tr").first).to_be_focused()
    head.page.keyboard.press("Enter")
    panel = head.page.get_by_role("dialog")
    expect(panel.get_by_role("table", name="两边的内容")).to_contain_text(MINE)

    head.page.keyboard.press("1")
    head.page.get_by_label("处理意见").press_sequentially("1号线核实")
    panel.get_by_role("button", name="确定", exact=True).press("Enter")

    expect(panel).to_contain_text("1号线核实")
    expect(panel).to_contain_text("没有采用，留作记录")
    panel.get_by_role("button", name="撤销这次处理").click()
    panel.get_by_role("button", name="确定", exact=True).click()
    expect(panel).to_contain_text("两人改了同一项")


def desktop_dialog(browser: Browser) -> Locator:
    assert browser.context is not None
    return browser.context.pages[0].get_by_role("dialog")
