"""Opening a phone by fingerprint: a real WebAuthn ceremony with Chromium's own authenticator."""

import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Locator, Page, Playwright, expect

from server.demo.people import PASSWORD
from tests.e2e.browser import PASSPHRASE, Browser, asking, unlock
from tests.e2e.bureau import Bureau
from tests.e2e.test_locked_profile import KEYS, REMEMBER_KEYS, found

HOME = re.compile("您好")
BY_FINGER = "用指纹或面容解锁"
TURN_ON, TURN_OFF = "开启指纹或面容解锁", "关闭指纹或面容解锁"
NO_SECRETS = "这部手机的指纹或面容不能用来打开上门办"
NOT_RECOGNISED = "没有认出您，或者取消了。请再试一次，或输入口令。"
# Stretching a passphrase is slow on purpose, and slower on a busy machine.
PATIENCE_MS = 60_000


class Fingers:
    """The authenticator of a page: whether it has secrets, and whom it recognises."""

    def __init__(self, page: Page) -> None:
        assert page.context is not None
        self._devtools: CDPSession = page.context.new_cdp_session(page)
        self._devtools.send("WebAuthn.enable")
        self._id = ""

    def become(self, *, gives_secrets: bool) -> None:
        """Replace the authenticator, and with it everything that it held."""
        if self._id:
            self._devtools.send("WebAuthn.removeVirtualAuthenticator", self._which())
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
            "hasPrf": gives_secrets,
        }
        added = self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = added["authenticatorId"]

    def recognise(self, *, somebody: bool) -> None:
        self._devtools.send(
            "WebAuthn.setUserVerified", {**self._which(), "isUserVerified": somebody}
        )

    def passkeys(self) -> list[dict[str, Any]]:
        held: list[dict[str, Any]] = self._devtools.send("WebAuthn.getCredentials", self._which())[
            "credentials"
        ]
        return held

    def _which(self) -> dict[str, str]:
        return {"authenticatorId": self._id}


@pytest.fixture
def finger_phone(playwright: Playwright, bureau: Bureau, tmp_path: Path) -> Iterator[Browser]:
    """A phone that knows the bureau by a name, as passkeys need one, and types no passphrase."""
    url = f"http://localhost:{bureau.port}"
    browser = Browser(playwright, tmp_path / "phone", url, knows_passphrase=False)
    yield browser
    browser.close()


def test_a_fingerprint_opens_what_a_passphrase_locked_and_the_passphrase_stays(
    finger_phone: Browser,
) -> None:
    page = finger_phone.open()
    page.add_init_script(f"({REMEMBER_KEYS})()")
    fingers = Fingers(page)
    fingers.become(gives_secrets=False)
    sign_in(page)
    come_to_lock_page(page)

    turn(page, TURN_ON)
    comes(page.get_by_text(NO_SECRETS))
    fingers.become(gives_secrets=True)
    turn(page, TURN_ON)
    comes(button(page, TURN_OFF))
    assert [held["rpId"] for held in fingers.passkeys()] == ["localhost"]

    page.reload()
    comes(asking(page))
    button(page, BY_FINGER).click()
    comes(button(page, TURN_OFF))
    keys = [b64decode(key) for key in page.evaluate(KEYS)]
    assert len(keys) >= 3, "what the passkey answered, what is drawn from it, and the data key"

    fingers.recognise(somebody=False)
    page.reload()
    button(page, BY_FINGER).click()
    comes(page.get_by_text(NOT_RECOGNISED))
    unlock(page)
    comes(button(page, TURN_OFF))
    turn(page, TURN_OFF)
    comes(button(page, TURN_ON))
    finger_phone.close()
    assert found(finger_phone.profile, keys) == []


def sign_in(page: Page) -> None:
    page.get_by_label("登录名").fill("chen")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    button(page, "登录").click()
    comes(asking(page))
    unlock(page)
    comes(page.get_by_role("heading", name=HOME))


def come_to_lock_page(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="我的").click()
    page.get_by_role("link", name="锁定和口令").click()
    comes(page.get_by_role("heading", name="锁定和口令"))


def turn(page: Page, wish: str) -> None:
    """Turn the passkey on or off, confirmed by the passphrase."""
    page.get_by_label("输入口令确认").fill(PASSPHRASE)
    button(page, wish).click()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def comes(shown: Locator) -> None:
    expect(shown).to_be_visible(timeout=PATIENCE_MS)
