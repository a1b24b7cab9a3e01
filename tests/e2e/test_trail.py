"""The supervisor looks through the deeds of others, and takes something along for a witness."""

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.browser import Browser
from tests.e2e.desk_pages import Desk


def test_the_supervisor_reads_the_trail_and_takes_a_checkpoint_for_a_witness(
    desktop: Browser,
) -> None:
    desk = Desk(desktop, "luo")
    desk.page.get_by_role("link", name="审计记录").click()
    expect(desk.page.get_by_text("还没有全面核对过")).to_be_visible()

    desk.choose("操作类别", "系统维护")
    lines = desk.page.get_by_role("table", name="审计记录").get_by_role("row")
    expect(lines.filter(has_text="写完演示数据")).to_contain_text("系统自动")
    with desk.page.expect_download() as downloading:
        desk.page.get_by_role("button", name="下载检查点").click()

    note = Path(downloading.value.path()).read_text(encoding="utf-8")
    assert note.startswith("doorstep/audit/")
    assert "\n\N{EM DASH} doorstep/audit/" in note
