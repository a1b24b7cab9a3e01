"""The manager's desk in a real browser: seen, searched by keys, exported; a visit is assigned."""

from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from tests.e2e.browser import Browser
from tests.e2e.desk_pages import Desk
from tests.e2e.ledger import Ledger
from tests.e2e.moving import come_to
from tests.e2e.phone_pages import Phone
from tests.reading_pdf import letters_of


def test_a_manager_sees_who_is_behind_and_takes_the_same_figures_away(desktop: Browser) -> None:
    page = _at_the_desk(desktop)
    behind = page.get_by_role("table", name="谁落后")
    expect(behind.locator("tbody tr")).to_have_count(10)
    expect(page.get_by_role("img", name="按均匀进度应完成").locator("svg")).to_be_visible()

    person = _find_by_keys(page, behind, "陈志远")
    expect(person).to_contain_text("长安分局")

    page.locator("h1").click()
    with page.expect_download() as waiting:
        page.keyboard.press("e")
    sheets = CalamineWorkbook.from_path(waiting.value.path())
    people = sheets.get_sheet_by_name("人员").to_python()
    [told] = [row for row in people if row[0] == "陈志远"]
    expect(person).to_contain_text(f"{int(told[4])}/{int(told[3])} 项")
    said = dict(row[:2] for row in sheets.get_sheet_by_name("说明").to_python())
    visits = said["走访家次"]
    expect(page.get_by_text(f"走访 {int(visits)} 家次")).to_be_visible()
    expect(page.get_by_text(f"共 {int(said['现场办理'])} 件。")).to_be_visible()
    page.get_by_role("group", name="怎样列出").get_by_text("按主办人", exact=True).click()
    expect(page.locator(".acts-lines").get_by_text("陈志远")).to_be_visible()

    with page.expect_download(timeout=120_000) as waiting:
        page.get_by_role("button", name="导出正式报告").click()
    assert f"期间共走访{int(visits)}家次" in letters_of(waiting.value.path().read_bytes())

    _print(page)
    expect(person).to_be_visible()


def _find_by_keys(page: Page, people: Locator, name: str) -> Locator:
    """Go from row to row and search without a mouse; return the one row that is left."""
    page.keyboard.press("?")
    expect(page.get_by_role("dialog").filter(has_text="快捷键")).to_contain_text("导出 Excel")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="人员").click()
    expect(page.get_by_role("tab", name="人员", selected=True)).to_be_visible()
    rows = people.locator("tbody tr")
    for key, row in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(rows.nth(row)).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type(name)
    expect(rows).to_have_count(1)
    return rows


def _print(page: Page) -> None:
    """Look at what a printer makes of the page."""
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("button")).to_have_count(0)


def test_from_a_figure_one_comes_to_the_visit_and_its_photos(desktop: Browser) -> None:
    page = _at_the_desk(desktop)
    page.get_by_role("tab", name="人员").click()
    page.get_by_role("searchbox", name="人名、分局").fill("陈志远")
    page.get_by_role("table", name="谁落后").locator("tbody tr").click()

    page.get_by_role("table", name="走访记录").locator("tbody tr").first.click()

    expect(page.get_by_role("dialog")).to_contain_text("照片（")


def test_an_assigned_visit_stands_under_today_with_the_way_to_begin(
    desktop: Browser, phone: Browser, ledger: Ledger
) -> None:
    place = ledger.enterprise(0)
    page = Desk(desktop, "wang").page
    come_to(page, "/office/planning")
    page.get_by_role("button", name="安排走访").click()
    page.get_by_role("searchbox", name="企业名称、拼音首字母或代码").fill(place.name)
    expect(page.get_by_label("企业", exact=True)).to_contain_text(place.name)
    page.get_by_label("人员", exact=True).select_option(label="陈志远")
    page.get_by_role("button", name="安排", exact=True).click()
    expect(page.locator(".plan-days .now")).to_contain_text(place.name)

    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    card = officer.page.locator(".plans-today")
    expect(card).to_contain_text(place.name)
    expect(card).to_contain_text("王建国 安排")
    card.get_by_role("button", name="开始走访").click()
    officer.page.wait_for_url("**/visits/drafts/*")
    expect(officer.page.get_by_text(place.name).first).to_be_visible()


def _at_the_desk(desktop: Browser) -> Page:
    desk = Desk(desktop, "he")
    desk.go("工作台")
    expect(desk.page.get_by_role("table", name="谁落后")).to_be_visible()
    return desk.page
