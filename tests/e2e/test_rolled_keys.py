"""The bureau rolls its keys under a running service; a phone sleeps with work waiting (F33)."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from server.demo.people import PASSWORD
from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import Phone
from tests.e2e.test_rescue import exported, is_there_once, visit_offline

KNOWN = """() => new Promise((resolve) => {
  const opening = indexedDB.open('doorstep')
  opening.onsuccess = () => {
    const asked = opening.result.transaction('kept').objectStore('kept').get('bureau')
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result) }
  }
})"""


@pytest.fixture
def officer(phone: Browser) -> Phone:
    """Chen's phone with the replica of his branch."""
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    return officer


def known_on(officer: Phone) -> dict[str, Any]:
    """Return the bureau's keys as the phone keeps them beyond a sign-out."""
    kept: dict[str, Any] = officer.page.evaluate(KNOWN)
    return kept


def test_a_phone_that_slept_through_two_rolls_of_both_keys_goes_on_without_a_word(
    officer: Phone, bureau: Bureau, ledger: Ledger, pictures: list[Path], tmp_path: Path
) -> None:
    enterprise = ledger.enterprise(0)
    before = known_on(officer)
    visit_offline(officer, pictures, enterprise)
    path = exported(officer, tmp_path)
    for purpose in ("receipt", "rescue") * 2:
        bureau.run("keys", "roll", purpose)

    # What was sealed to the key of before opens, though nothing was started anew.
    said = bureau.run("rescue", "--dry-run", str(path))
    assert json.loads(said.splitlines()[-1])["commands"] == 1
    officer.page.context.set_offline(False)
    officer.sync_now()
    officer.is_confirmed()

    is_there_once(ledger, enterprise)
    now = known_on(officer)
    assert now["receipt_key"] != before["receipt_key"]
    assert now["rescue_key"] != before["rescue_key"]
    assert now["retired"][-1] == before["receipt_key"]
    assert len(now["retired"]) == 2
    assert '"known": 1' in bureau.run("rescue", str(path)).splitlines()[-1]
    officer.page.reload()
    officer.is_confirmed()
    assert known_on(officer) == now


def test_after_the_loss_of_the_receipt_key_a_phone_asks_for_a_sign_in_and_loses_nothing(
    officer: Phone, bureau: Bureau, ledger: Ledger, pictures: list[Path]
) -> None:
    enterprise = ledger.enterprise(0)
    before = known_on(officer)
    visit_offline(officer, pictures, enterprise)
    (bureau.folder / "keys" / "receipt-es256.pem").unlink()
    bureau.run("keys", "roll", "--lost", "--yes", "receipt")

    officer.page.context.set_offline(False)
    officer.open_outbox()
    officer.sync_now()

    expect(officer.status).to_contain_text("请重新登录")
    officer.is_not_confirmed()
    assert known_on(officer) == before
    officer.page.get_by_role("link", name="去登录").first.click()
    officer.page.get_by_label("登录名").fill("chen")
    officer.page.get_by_label("密码", exact=True).fill(PASSWORD)
    officer.page.get_by_role("button", name="登录", exact=True).click()
    expect(officer.status).to_contain_text("全部已确认", timeout=60_000)

    is_there_once(ledger, enterprise)
    assert known_on(officer)["retired"] == [before["receipt_key"]]
