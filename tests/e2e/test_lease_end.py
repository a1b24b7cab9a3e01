"""A phone that stays away decides nothing, later shows nothing, and one contact mends both."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from server.core import clock
from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.door_pages import Door
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import Phone


def days_later(page: Page, days: int) -> None:
    """Set the phone's clock so many days ahead of the bureau's, and open the app anew."""
    page.clock.set_system_time(clock.system_clock() + timedelta(days=days))
    page.goto("/")


def test_without_contact_a_phone_decides_nothing_then_shows_nothing_until_it_meets_the_bureau(
    phone: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    page, place, door = officer.page, ledger.enterprise(0), Door(officer)
    page.clock.install()
    bureau.stop()

    days_later(page, 4)
    door.come_to_form(place)
    expect(page.get_by_text(re.compile("现场办理的授权已到期"))).to_be_visible()

    days_later(page, 8)
    dark = page.get_by_role("heading", name="请先联网")
    expect(dark).to_be_visible(timeout=30_000)
    expect(page.get_by_text(place.name)).to_have_count(0)
    days_later(page, 0)
    expect(dark).to_be_visible(timeout=30_000)

    bureau.start()
    page.get_by_role("button", name="联网").click()
    expect(page.get_by_role("heading", name=re.compile("您好"))).to_be_visible(timeout=30_000)
