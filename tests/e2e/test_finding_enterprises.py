"""An enterprise is found however the officer happens to know it."""

from playwright.sync_api import expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import Phone


def test_found_by_name_initials_code_tail_and_licence_without_network(
    phone: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    bureau.stop()
    enterprise = ledger.enterprise(0)

    officer.go("企业")
    for words in (enterprise.name[3:9], enterprise.initials[:9], enterprise.code[-5:]):
        officer.find(words)
        expect(officer.page.get_by_role("heading", name="找到")).to_be_visible()
        expect(officer.found(enterprise.name)).to_be_visible()

    officer.find("")
    officer.find_by_licence(
        f"http://www.gsxt.gov.cn/index.html?uniscid={enterprise.code}&src=licence"
    )
    expect(officer.page.get_by_role("heading", name="找到 1 家")).to_be_visible()
    officer.found(enterprise.name).click()
    expect(officer.page.get_by_role("heading", name="一企一档")).to_be_visible()
    expect(officer.page.get_by_text("还没有走访过")).to_be_visible()


def test_a_new_enterprise_added_offline_reaches_the_bureau_unverified(
    phone: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    bureau.stop()
    name = "东莞市长安新设无名五金加工店"

    officer.register_enterprise(name, "长安镇沙头社区振安路1号", "长安镇")
    expect(officer.page.get_by_role("heading", name=name)).to_be_visible()
    officer.go_back()
    officer.find(name)
    expect(officer.found(name)).to_contain_text("未核实")
    expect(officer.found(name)).to_contain_text("待上传")
    officer.is_not_confirmed()

    bureau.start()
    officer.go("今日")
    officer.sync_now()
    officer.is_confirmed()
    arrived = ledger.rows("SELECT verified, address FROM enterprise WHERE name = ?", (name,))
    assert [tuple(row) for row in arrived] == [(0, "长安镇沙头社区振安路1号")]
