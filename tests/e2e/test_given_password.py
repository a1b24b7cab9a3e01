"""An officer whose password the office gave anew keeps at work, and chooses an own one."""

from playwright.sync_api import expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Ledger
from tests.e2e.moving import come_to
from tests.e2e.phone_pages import Phone
from tests.people import CHOSEN

COMPANY = "东莞市待上传五金制品厂"


def test_unsent_work_waits_open_on_the_phone_and_goes_once_a_password_is_chosen(
    phone: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    own = Phone(phone)
    own.sign_in("chen")
    own.has_replica()
    own.page.context.set_offline(True)
    own.register_enterprise(COMPANY, "长安镇振安路 1 号", "长安镇")
    given = bureau.run("reset-password", "chen").strip()
    own.page.context.set_offline(False)

    come_to(own.page, "/")
    expect(own.status).to_contain_text("登录")
    own.open_outbox()
    expect(own.outbox_item(COMPANY)).to_be_visible()

    come_to(own.page, "/sign-in")
    own.page.get_by_label("登录名").fill("chen")
    own.page.get_by_label("密码", exact=True).fill(given)
    own.page.get_by_role("button", name="登录", exact=True).click()
    expect(own.page.get_by_text("这个密码是局里给的")).to_be_visible()
    assert ledger.rows("SELECT 1 FROM enterprise WHERE name = ?", (COMPANY,)) == []
    own.page.get_by_label("新密码（至少 8 位）").fill(CHOSEN)
    own.page.get_by_label("再输一次新密码").fill(CHOSEN)
    own.page.get_by_role("button", name="设好并登录").click()

    expect(own.page.get_by_role("heading", name="陈志远，您好")).to_be_visible()
    own.sync_now()
    own.is_confirmed()
    assert len(ledger.rows("SELECT 1 FROM enterprise WHERE name = ?", (COMPANY,))) == 1
