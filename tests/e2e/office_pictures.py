"""The office's screens, as the branch head and the administrator see them."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from server.core import clock
from tests.e2e.album import Album
from tests.e2e.browser import Browser
from tests.e2e.desk_pages import Desk, ImportDesk, sign_out
from tests.e2e.phone_pictures import RESCUE
from tests.e2e.test_importing import write_list


def take(album: Album, browser: Browser, folder: Path) -> None:
    page = browser.open()
    expect(page.get_by_role("heading", name="上门办")).to_be_visible()
    album.keep(page, "sign-in")
    browser.close()
    head = Desk(browser, "wang")
    head.page.get_by_role("link", name="今日").first.click()
    head.is_confirmed()
    album.keep(head.page, "today")
    _take_office(album, head)
    sign_out(head)
    head.sign_in("he")
    _take_city(album, head)
    sign_out(head)
    head.sign_in("admin")
    _take_administration(album, head, folder)


def _take_office(album: Album, head: Desk) -> None:
    page = head.page
    visits = head.visits()
    _choose_last_month(page)
    expect(visits.table).to_be_visible()
    album.keep(page, "visits")
    visits.table.locator("tbody tr").first.click()
    expect(page.get_by_role("dialog").get_by_text("位置和时间")).to_be_visible()
    album.keep(page, "visit")
    page.get_by_role("dialog").get_by_role("button", name="关闭").click()
    expect(head.progress()).to_be_visible()
    album.keep(page, "progress")
    head.go("待复核")
    expect(page.get_by_role("table", name="待复核")).to_be_visible()
    album.keep(page, "reviews")


def _take_city(album: Album, manager: Desk) -> None:
    """What headquarters sees of all branches."""
    page = manager.page
    manager.go("总览")
    expect(page.get_by_role("heading", name="各分局走访")).to_be_visible()
    album.keep(page, "overview")
    manager.go("分布图")
    _choose_last_month(page)
    expect(page.get_by_text("次走访").first).to_be_visible()
    album.keep(page, "map")
    manager.go("待复核")
    take_review(album, page)


def take_review(album: Album, page: Page) -> None:
    """One that two officers changed, what can be done with it, and the one settled already."""
    page.locator("tbody tr").filter(has_text="两人改了同一项").first.click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("table", name="两边的内容")).to_be_visible()
    album.keep(page, "review")
    panel.get_by_role("button", name="两边都保留").click()
    expect(panel.get_by_label("处理意见")).to_be_visible()
    album.keep(page, "review-settling")
    panel.get_by_role("button", name="关闭").click()
    page.get_by_role("tab", name="已处理").click()
    page.locator("tbody tr").first.click()
    expect(panel.get_by_role("button", name="撤销这次处理")).to_be_visible()
    album.keep(page, "review-settled")
    panel.get_by_role("button", name="关闭").click()
    expect(panel).to_be_hidden()


def _choose_last_month(page: Page) -> None:
    """An empty field for a day speaks the language of the browser, which may be English."""
    today = clock.city_date(clock.system_clock())
    page.get_by_label("从", exact=True).fill(f"{today - timedelta(days=30)}")
    page.get_by_label("到", exact=True).fill(f"{today}")
    page.get_by_role("heading", level=1).click()


def _take_administration(album: Album, desk: Desk, folder: Path) -> None:
    page = desk.page
    desk.go("企业名录")
    expect(page.get_by_role("table")).to_be_visible()
    album.keep(page, "registry")
    importing = desk.imports()
    album.keep(page, "import")
    _check_list(importing, folder)
    album.keep(page, "import-check")
    rescue = desk.rescue()
    rescue.look(folder / RESCUE)
    expect(rescue.rows.first).to_contain_text("以前已收到")
    album.keep(page, "rescue")
    desk.go("人员账号")
    expect(page.get_by_role("table")).to_be_visible()
    album.keep(page, "people")
    page.get_by_role("button", name="导入人员").click()
    expect(page.get_by_role("heading", name="导入人员", level=1)).to_be_visible()
    album.keep(page, "people-import")


def _check_list(importing: ImportDesk, folder: Path) -> None:
    path = folder / "企业名单.csv"
    write_list(path)
    importing.check(path)
    importing.map_column("统一社会信用代码", "证照编号")
    expect(importing.faults).to_have_count(2)
    importing.faults.first.scroll_into_view_if_needed()
