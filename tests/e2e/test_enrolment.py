"""A phone is enrolled at the desk: a code, the same six words on both screens, a confirmation."""

from playwright.sync_api import expect

from tests.e2e.browser import Browser
from tests.e2e.desk_pages import Desk
from tests.e2e.ledger import Ledger
from tests.e2e.moving import come_to
from tests.e2e.phone_pages import Phone

COMPANY = "东莞市登记后五金制品厂"


def test_a_phone_sends_its_work_once_the_desk_has_compared_six_words(
    phone: Browser, desktop: Browser, ledger: Ledger
) -> None:
    desk = Desk(desktop, "security")
    come_to(desk.page, "/office/phone-keys")
    desk.page.get_by_role("button", name="要求登记").click()
    desk.page.get_by_role("button", name="确定").click()
    expect(desk.page.get_by_text("手机须在分局登记后才能上传记录")).to_be_visible()

    own = Phone(phone)
    own.sign_in("chen")
    own.has_replica()
    own.register_enterprise(COMPANY, "长安镇振安路 1 号", "长安镇")
    come_to(own.page, "/")
    own.page.get_by_role("link", name="去登记").click()

    desk.page.get_by_role("button", name="登记一台手机").click()
    desk.page.get_by_label("人员", exact=True).select_option(label="陈志远")
    desk.page.get_by_role("button", name="生成登记码").click()
    code = desk.page.locator(".enrol-code").inner_text()
    own.page.get_by_label("或者输入登记码").fill(code)
    own.page.get_by_role("button", name="用这个登记码").click()

    shown = own.page.get_by_label("六个核对词").get_by_role("listitem")
    compared = desk.page.get_by_label("六个核对词").get_by_role("listitem")
    expect(shown).to_have_count(6)
    expect(compared).to_have_text(shown.all_inner_texts())
    assert ledger.rows("SELECT 1 FROM enterprise WHERE name = ?", (COMPANY,)) == []
    desk.page.get_by_role("button", name="六个词都一样，确认登记").click()

    expect(own.page.get_by_role("heading", name="登记好了")).to_be_visible()
    come_to(own.page, "/")
    own.sync_now()
    own.is_confirmed()
    assert len(ledger.rows("SELECT 1 FROM enterprise WHERE name = ?", (COMPANY,))) == 1
