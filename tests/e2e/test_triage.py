"""An officer finds out at the door, with no network, which class a project is, and why."""

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import Phone


def test_a_triage_without_network_ends_at_the_verdict_and_its_clause(
    phone: Browser, bureau: Bureau, ledger: Ledger, tmp_path: Path
) -> None:
    names = tmp_path / "trades.csv"
    names.write_text("code,name\nC,制造业\n331,结构性金属制品制造\n3312,金属门窗制造\n")
    bureau.run("publish-trades", str(names))
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    bureau.stop()
    page = officer.page

    officer.go("企业")
    officer.find(ledger.enterprise(0).code[-5:])
    officer.found(ledger.enterprise(0).name).click()
    page.get_by_role("button", name="现场办理").click()
    expect(page.get_by_role("heading", name="现场办理")).to_be_visible()

    page.get_by_role("searchbox").fill("门窗")
    page.get_by_role("button", name="3312 金属门窗制造", exact=True).click()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("建设内容里有没有下面这些工程？").first).to_be_visible()
    page.get_by_role("button", name="以上都没有").click()
    expect(page.get_by_text("还不能确定")).to_be_visible()
    page.get_by_label("阳极氧化").check()
    page.get_by_role("button", name="选好了（1 项）").click()

    expect(page.get_by_text("报告书", exact=True)).to_be_visible()
    expect(page.get_by_text("2021年版名录第66项（报告书栏）")).to_be_visible()
    expect(page.get_by_text("请回答")).to_have_count(0)

    page.reload()
    expect(page.get_by_text("报告书", exact=True)).to_be_visible()
    expect(page.get_by_text("接着")).to_be_visible()

    page.get_by_role("button", name="修改：有下面哪些表面处理工艺？").click()
    page.get_by_role("button", name="以上都没有").click()
    expect(page.get_by_text("每年新增用溶剂型涂料（含稀释剂）多少？（千克）")).to_be_visible()
