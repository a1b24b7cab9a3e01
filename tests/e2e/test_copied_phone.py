"""Somebody copies a whole browser profile: both phones are put aside at once, nothing is lost."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.desk_pages import Desk
from tests.e2e.ledger import Ledger
from tests.e2e.moving import come_to
from tests.e2e.phone_pages import Phone

BEFORE, OWN, OTHER, LATER = (f"东莞市{name}五金制品厂" for name in ("先前", "本机", "别处", "后来"))
COPIED = "资料被复制"


@pytest.fixture
def copy(playwright: Playwright, bureau: Bureau, tmp_path: Path) -> Iterator[Browser]:
    browser = Browser(playwright, tmp_path / "copy", bureau.url)
    yield browser
    browser.close()


def test_a_copied_profile_is_found_at_its_first_record_and_the_right_phone_let_go_on(
    phone: Browser, copy: Browser, desktop: Browser, ledger: Ledger
) -> None:
    own = Phone(phone)
    own.sign_in("chen")
    own.has_replica()
    add(own, BEFORE)
    phone.close()
    shutil.copytree(phone.profile, copy.profile)

    own = Phone(phone)
    add(own, OWN)
    finder = Phone(copy)
    tell(finder, OTHER)
    finder.open_outbox()
    expect(finder.page.get_by_text(COPIED).first).to_be_visible(timeout=30_000)
    assert known(ledger) == {BEFORE, OWN}
    [signed] = ledger.rows("SELECT count(*) AS n FROM sync_command WHERE sig IS NOT NULL")
    assert signed["n"] >= 2
    assert len(ledger.rows("SELECT * FROM sync_refused")) == 1

    own.page.reload()
    tell(own, LATER)
    own.open_outbox()
    expect(own.page.get_by_text(COPIED).first).to_be_visible(timeout=30_000)
    assert known(ledger) == {BEFORE, OWN}

    desk = Desk(desktop, "wang")
    come_to(desk.page, "/office/phone-keys")
    expect(desk.page.get_by_role("heading", name="资料被复制的手机")).to_be_visible()
    expect(desk.page.get_by_role("button", name="放行")).to_have_count(2)


def add(phone: Phone, name: str) -> None:
    tell(phone, name)
    phone.sync_now()
    phone.is_confirmed()


def tell(phone: Phone, name: str) -> None:
    phone.register_enterprise(name, "长安镇振安路 1 号", "长安镇")
    come_to(phone.page, "/")


def known(ledger: Ledger) -> set[str]:
    names = (BEFORE, OWN, OTHER, LATER)
    marks = ", ".join("?" for _ in names)
    found = ledger.rows(f"SELECT name FROM enterprise WHERE name IN ({marks})", names)  # noqa: S608
    return {row["name"] for row in found}
