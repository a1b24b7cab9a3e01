"""Journey 1: signed in once, the app opens and works without any network."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import Phone


@pytest.fixture
def officer(phone: Browser) -> Phone:
    """Chen's phone with the replica of his branch."""
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    return officer


def works(officer: Phone, ledger: Ledger) -> None:
    enterprise = ledger.enterprise(0)
    officer.go("企业")
    officer.find(enterprise.name)
    officer.found(enterprise.name).click()
    expect(officer.page.get_by_role("heading", name="一企一档")).to_be_visible()
    expect(officer.page.get_by_text(enterprise.code)).to_be_visible()


def test_with_the_bureau_stopped_the_app_reloads_and_survives_kill_9(
    officer: Phone, bureau: Bureau, ledger: Ledger
) -> None:
    bureau.stop()
    officer.page.reload()
    works(officer, ledger)

    officer.die_and_return()
    expect(officer.page.get_by_role("heading", name="陈志远，您好")).to_be_visible()
    expect(officer.status).to_contain_text("离线中，可照常使用")
    works(officer, ledger)


def test_without_network_the_app_reloads_and_works(officer: Phone, ledger: Ledger) -> None:
    officer.page.context.set_offline(True)
    officer.page.reload()
    expect(officer.status).to_contain_text("离线中，可照常使用")
    works(officer, ledger)


def test_the_phone_holds_the_enterprises_of_its_branch_only(officer: Phone, ledger: Ledger) -> None:
    elsewhere = ledger.rows(
        "SELECT e.name FROM enterprise e JOIN town t ON t.id = e.town_code"
        " WHERE t.name = '虎门镇' LIMIT 1"
    )[0]["name"]
    officer.go("企业")
    officer.find(elsewhere)
    expect(officer.page.get_by_text("没有找到这家企业")).to_be_visible()
