"""The branch head reads acts at the desk with what they rest on, corrects one, takes one back."""

import re

import pytest
from playwright.sync_api import Locator, expect

from server.core import clock
from tests.e2e.browser import Browser
from tests.e2e.desk_pages import Desk, sheet_rows
from tests.e2e.ledger import Ledger

OF_CHANGAN = (
    "SELECT r.* FROM registration r JOIN branch b ON b.id = r.branch_id WHERE b.name = '长安分局'"
)


@pytest.fixture
def head(desktop: Browser) -> Desk:
    return Desk(desktop, "wang")


def act_in(ledger: Ledger, state: str) -> str:
    """The id of the demo's act that stands so."""
    [row] = ledger.rows(f"{OF_CHANGAN} AND r.state = ? AND r.act = 'decision'", (state,))
    return str(row["id"])


def state_of(ledger: Ledger, act: str) -> str:
    return str(ledger.rows("SELECT state FROM registration WHERE id = ?", (act,))[0]["state"])


def opened(head: Desk, state: str) -> Locator:
    """The one act of the list that is left when the state is chosen."""
    head.go("现场办件")
    expect(head.page.locator("tbody tr").first).to_be_visible()
    head.choose("状态", state)
    expect(head.page.locator("tbody tr").filter(has_not_text=state)).to_have_count(0)
    head.page.locator("tbody tr").filter(has_text="批准").first.click()
    panel = head.page.locator(".side-panel")
    expect(panel.get_by_role("heading", name="现场的提问和回答")).to_be_visible()
    return panel


def test_an_act_is_read_with_what_it_rests_on_and_listed_as_it_is_exported(
    head: Desk, ledger: Ledger
) -> None:
    panel = opened(head, "已确认")
    for words in ("新增住院床位多少", "10张", "依据的条款", "与发布的一致", "办理经过", "确认属实"):
        expect(panel).to_contain_text(words)
    panel.get_by_role("button", name="关闭").click()

    head.choose("状态", "全部")
    expect(head.page.locator("tbody tr")).to_have_count(len(ledger.rows(OF_CHANGAN)))
    head.page.locator("h1").click()
    with head.page.expect_download() as waiting:
        head.page.keyboard.press("e")
    assert len(sheet_rows(waiting.value.path())) == len(ledger.rows(OF_CHANGAN))

    head.page.keyboard.press("/")
    head.page.keyboard.type("没有这样的企业")
    expect(head.page.get_by_role("heading", name="没有符合条件的办件")).to_be_visible()


def test_the_head_takes_an_act_back_with_a_reason_only(head: Desk, ledger: Ledger) -> None:
    act = act_in(ledger, "confirmed")
    panel = opened(head, "已确认")
    panel.get_by_role("button", name="撤回").click()
    panel.get_by_role("button", name="确定撤回").click()
    expect(panel).to_contain_text("请写明原因")
    panel.get_by_label("原因").fill("选错了企业")

    panel.get_by_role("button", name="确定撤回").click()

    expect(panel).to_contain_text("已撤回：选错了企业")
    expect(panel.get_by_role("button", name="撤回通知")).to_be_visible()
    expect(panel.get_by_role("button", name="更正")).to_have_count(0)
    assert state_of(ledger, act) == "withdrawn"


def test_a_review_of_an_act_is_settled_by_correcting_it(head: Desk, ledger: Ledger) -> None:
    act = act_in(ledger, "in_review")
    head.go("待复核")
    head.page.locator("tbody tr").filter(has_text="现场办理").first.click()
    panel = head.page.get_by_role("dialog")
    panel.get_by_role("button", name="更正").click()
    panel.get_by_label("企业代表姓名").fill("黄二")
    panel.get_by_label("原因").fill("已打电话核实")

    panel.get_by_role("button", name="保存更正").click()

    expect(panel).to_contain_text("已更正")
    panel.get_by_role("link", name="查看现场办件").click()
    expect(head.page.get_by_role("dialog")).to_contain_text("黄二")
    assert state_of(ledger, act) in {"confirmed", "waiting"}


def test_an_administrator_says_from_which_day_a_branch_follows_a_regime(desktop: Browser) -> None:
    desk = Desk(desktop, "admin")
    page = desk.page
    desk.go("规则库")
    page.get_by_role("button", name="改办理方式").click()
    panel = page.get_by_role("dialog")
    panel.get_by_label("分局", exact=True).select_option(label="虎门")
    panel.get_by_label("办理方式", exact=True).select_option(index=1)
    panel.get_by_label("从哪天起").fill("2026-01-01")
    panel.get_by_role("button", name="保存").click()
    expect(panel).to_contain_text("办理方式不能从过去的日子改起")

    today = clock.city_date(clock.system_clock()).isoformat()
    panel.get_by_label("从哪天起").fill(today)
    panel.get_by_role("button", name="保存").click()

    table = page.get_by_role("table", name="各分局办理方式")
    line = table.get_by_role("row").filter(has_text=re.compile(f"虎门.*{today}", re.DOTALL))
    expect(line).to_contain_text("现行")
