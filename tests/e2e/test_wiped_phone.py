"""A phone is lost: at its next contact its unsent work goes up sealed, then it holds nothing."""

from playwright.sync_api import expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.desk_pages import Desk
from tests.e2e.ledger import Ledger
from tests.e2e.moving import come_to
from tests.e2e.phone_pages import Phone
from tests.e2e.test_locked_profile import found

UNSENT = "东莞市未上传五金制品厂"
LEFT_HERE = """async () => {
  const databases = (await indexedDB.databases()).map((one) => one.name)
  const folders = []
  for await (const name of (await navigator.storage.getDirectory()).keys()) folders.push(name)
  const workers = await navigator.serviceWorker.getRegistrations()
  const notes = Object.keys(localStorage)
  return [...databases, ...folders, ...notes, ...(await caches.keys()), ...workers.map(String)]
}"""


def test_a_lost_phone_gives_its_unsent_work_up_and_then_holds_nothing(
    phone: Browser, desktop: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    own = Phone(phone)
    own.sign_in("chen")
    own.has_replica()
    bureau.stop()
    own.register_enterprise(UNSENT, "长安镇振安路 1 号", "长安镇")
    vault = own.page.evaluate("() => Object.keys(localStorage).find((key) => /vault/.test(key))")
    phone.close()
    assert found(phone.profile, [vault.encode()]), "the search looks where the vault stands"
    bureau.start()

    desk = Desk(desktop, "wang")
    come_to(desk.page, "/office/phone-keys")
    lost = desk.page.get_by_role("row", name="陈志远")
    lost.get_by_role("button", name="清空手机").click()
    desk.page.get_by_label("原因").fill("手机遗失")
    desk.page.get_by_role("dialog").get_by_role("button", name="清空手机").click()
    expect(lost.get_by_text("手机还没有联网")).to_be_visible()

    # Nobody opens the vault any more, and the page leaves by itself.
    finder = phone.open(until="commit")
    finder.wait_for_url("**/wiped.html", timeout=60_000)
    expect(finder.get_by_role("heading", name="这台手机已经清空")).to_be_visible()

    assert finder.evaluate(LEFT_HERE) == []
    [taken] = ledger.rows(
        "SELECT status FROM sync_command WHERE name = 'enterprise.add' AND body LIKE ?",
        (f"%{UNSENT}%",),
    )
    assert taken["status"] == "quarantined"
    desk.page.reload()
    expect(lost.get_by_text("先交来 1 条记录")).to_be_visible()
