"""The security administrator demands codes, and an authenticator is bound at the next sign-in."""

import re
from base64 import b32decode

from playwright.sync_api import Page, expect

from server.core import clock, one_time
from server.demo.people import PASSWORD
from tests.e2e.browser import Browser
from tests.e2e.desk_pages import Desk
from tests.e2e.moving import come_to

HOME = re.compile("您好|总览")


def enter_password(page: Page) -> None:
    page.get_by_label("登录名").fill("he")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def enter_code(page: Page, secret: bytes, *, ahead: int = 0) -> None:
    """Enter the code of now, or that of an authenticator whose clock is half minutes ahead."""
    code = one_time.code_of(secret, one_time.step_at(clock.system_clock()) + ahead)
    page.get_by_label("动态验证码").fill(code)
    page.get_by_role("button", name="登录", exact=True).click()


def test_the_manager_scans_a_code_once_and_enters_digits_from_then_on(
    desktop: Browser, phone: Browser
) -> None:
    desk = Desk(desktop, "security")
    come_to(desk.page, "/office/people")
    desk.page.get_by_text("何敏").first.click()
    expect(desk.page.get_by_text("登录只用密码")).to_be_visible()
    desk.page.get_by_role("button", name="登录要求验证码").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="登录要求验证码").last.click()
    expect(desk.page.get_by_text("下次登录时绑定验证器")).to_be_visible()

    own = phone.open()
    enter_password(own)
    expect(own.get_by_role("img", name="验证器用的二维码")).to_be_visible()
    told = own.get_by_text("在验证器里选择手工输入密钥").inner_text()
    secret = b32decode(re.findall("[A-Z2-7]{32}", told)[0])
    enter_code(own, secret)
    expect(own.get_by_role("heading", name=HOME)).to_be_visible(timeout=60_000)

    own.context.clear_cookies()
    come_to(own, "/sign-in")
    enter_password(own)
    expect(own.get_by_text("请打开手机上的验证器")).to_be_visible()
    expect(own.get_by_role("img", name="验证器用的二维码")).to_have_count(0)
    # The code of this half minute is used up.
    enter_code(own, secret, ahead=1)
    expect(own.get_by_role("heading", name=HOME)).to_be_visible(timeout=60_000)
