"""What people do at a desk in the office, in the words of the screen."""

from io import BytesIO
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from tests.e2e.browser import Browser
from tests.e2e.phone_pages import Phone


class Desk(Phone):
    """One person's desktop, with the office's pages at the left."""

    def __init__(self, browser: Browser, name: str) -> None:
        super().__init__(browser)
        self.sign_in(name)

    def visits(self) -> "VisitList":
        self.go("走访记录")
        return VisitList(self.page)

    def progress(self) -> Locator:
        """Open 考核进度; return its table."""
        self.go("考核进度")
        return self.page.get_by_role("table", name="考核进度")

    def choose(self, label: str, choice: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(label=choice)

    def exported(self) -> list[dict[str, Any]]:
        """Export what is on the screen; return the sheet's rows by title."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name="导出 Excel").click()
        return sheet_rows(waiting.value.path())

    def imports(self) -> "ImportDesk":
        self.go("导入企业")
        return ImportDesk(self.page)

    def rescue(self) -> "RescueDesk":
        self.go("手机救援文件")
        return RescueDesk(self.page)


def sign_out(person: Phone) -> None:
    """End the stay of a person in this browser."""
    person.go("我的")
    person.page.get_by_role("button", name="退出登录").click()
    person.page.get_by_role("dialog").get_by_role("button", name="仍要退出").click()
    expect(person.page.get_by_label("登录名")).to_be_visible()


class VisitList:
    """走访记录."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.table = page.get_by_role("table", name="走访记录")
        expect(self.table).to_be_visible()

    def row(self, enterprise: str) -> Locator:
        return self.table.get_by_role("row").filter(has_text=enterprise)

    def search(self, words: str) -> None:
        self.page.get_by_role("searchbox", name="企业名称或内容").fill(words)

    def choose(self, label: str, choice: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(label=choice)

    def choose_day(self, label: str, day: str) -> None:
        self.page.get_by_label(label, exact=True).fill(day)

    def open(self, enterprise: str) -> Locator:
        self.row(enterprise).click()
        panel = self.page.get_by_role("dialog")
        expect(panel.get_by_role("heading", name=enterprise)).to_be_visible()
        return panel

    def exported(self) -> list[dict[str, Any]]:
        """Export what is on the screen; return the sheet's rows by title."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name="导出 Excel").click()
        return sheet_rows(waiting.value.path())


class ImportDesk:
    """导入企业."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(page.get_by_role("heading", name="导入企业", level=1)).to_be_visible()

    def template_titles(self) -> list[str]:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name="下载 Excel 模板").click()
        book = CalamineWorkbook.from_filelike(BytesIO(waiting.value.path().read_bytes()))
        return [str(cell) for cell in book.get_sheet_by_index(0).to_python()[0]]

    def check(self, file: Path) -> None:
        self.page.locator("input[type=file]").set_input_files(file)

    def map_column(self, field: str, title: str) -> None:
        self.page.get_by_label(field, exact=True).select_option(label=title)
        self.page.get_by_role("button", name="按新的栏目重新检查").click()

    def count(self, word: str) -> Locator:
        """The figure under a word of the result."""
        return self.page.locator("dl.import-counts > div").filter(has_text=word).locator("dd")

    @property
    def faults(self) -> Locator:
        return self.page.get_by_role("table", name="不合格的内容").locator("tbody tr")

    def commit(self, n: int) -> None:
        self.page.get_by_role("button", name=f"导入合格的 {n} 行").click()
        expect(self.page.get_by_text(f"已导入 {n} 行")).to_be_visible()

    def rejects(self) -> list[dict[str, Any]]:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name="下载不合格的行（含原因）").click()
        return sheet_rows(waiting.value.path())

    def undo(self) -> None:
        self.page.get_by_role("button", name="撤销整批").first.click()
        self.page.get_by_role("dialog").get_by_role("button", name="撤销这").click()


class RescueDesk:
    """手机救援文件."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(page.get_by_role("heading", name="手机救援文件", level=1)).to_be_visible()

    def look(self, file: Path) -> None:
        self.page.locator("input[type=file]").set_input_files(file)

    def vouch(self, name: str) -> None:
        self.page.get_by_role("button", name=f"已向 {name} 核实，收入").click()
        expect(self.page.get_by_text("已处理完")).to_be_visible()

    @property
    def rows(self) -> Locator:
        return self.page.get_by_role("table", name="手机救援文件").locator("tbody tr")


def sheet_rows(path: Path) -> list[dict[str, Any]]:
    """Read the first sheet of a workbook, row by row under its titles."""
    book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    titles, *rows = book.get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows]
