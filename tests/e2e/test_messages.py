"""From a word at the desk to a notification on a phone, and what the desk hears of it.

Chromium has no push service here, so the test is one: the bureau really pushes to it, and what it
could open is handed to the browser by the devtools.
"""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.moving import come_to
from tests.e2e.phone_pages import Phone
from tests.e2e.waiting import wait_until
from tests.server.messages.push_service import PushService, Subscribed

# What a browser with a push service would answer; all else is the browser's own.
SUBSCRIBES = """({ endpoint, p256dh, auth }) => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')),
    (letter) => letter.charCodeAt(0)).buffer
  let held = null
  PushManager.prototype.getSubscription = () => Promise.resolve(held)
  PushManager.prototype.subscribe = ({ applicationServerKey }) => {
    held = { endpoint, options: { applicationServerKey: bytes(applicationServerKey) },
      getKey: (name) => bytes(name === 'auth' ? auth : p256dh),
      unsubscribe: () => Promise.resolve(true) }
    return Promise.resolve(held)
  }
}"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(({ title, body, tag }) => ({ title, body, tag }))"""
# Nobody can touch a notification of a browser without a screen.
TAPPED = """async () => {
  const [shown] = await self.registration.getNotifications()
  self.dispatchEvent(new NotificationEvent('notificationclick', { notification: shown }))
}"""


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture
def bureau(demo_data: Path, tmp_path: Path, service: PushService) -> Iterator[Bureau]:
    """A bureau that offers notifications by the tests' own push service."""
    folder = tmp_path / "bureau"
    shutil.copytree(demo_data, folder)
    offered = {
        "DOORSTEP_PUSH_CONTACT": "mailto:it@bureau.gov.cn",
        "DOORSTEP_PUSH_ORIGINS": service.origin,
    }
    running = Bureau(folder, settings=offered)
    running.start()
    yield running
    running.stop()


def subscribable(page: Page, browser: Subscribed) -> None:
    """Have the browser's push service be the tests' one."""
    script = f"({SUBSCRIBES})({json.dumps(browser.told())})"
    page.add_init_script(script)
    page.evaluate(script)


def notified(phone: Browser, bureau: Bureau, service: PushService) -> Phone:
    """An officer's phone on which notifications are switched on, at any hour."""
    officer = Phone(phone)
    assert phone.context is not None
    phone.context.grant_permissions(["notifications"], origin=bureau.url)
    officer.sign_in("chen")
    officer.has_replica()
    subscribable(officer.page, service.subscribe("chen"))
    officer.go("我的")
    read_messages(officer)
    officer.page.get_by_role("link", name="通知").click()
    officer.page.get_by_role("button", name="打开通知").click()
    expect(officer.page.get_by_text("已打开")).to_be_visible()
    officer.page.get_by_text("关闭", exact=True).click()
    expect(officer.page.get_by_label("从", exact=True)).to_be_hidden()
    officer.go_back()
    return officer


def read_messages(officer: Phone) -> None:
    """Open the inbox: what the demo's reviews left there is read with that."""
    officer.page.get_by_role("link", name="消息").click()
    expect(officer.page.get_by_text("消息保留 90 天")).to_be_visible()
    officer.go_back()
    expect(officer.page.get_by_text("条未读")).to_be_hidden()
    told(officer)
    officer.go("我的")


def told(officer: Phone) -> None:
    """Have the bureau hear what was read; the line at the top may be older than that."""
    officer.go("今日")
    officer.sync_now()
    officer.is_confirmed()


def tap_notification(phone: Browser) -> None:
    assert phone.context is not None
    [worker] = phone.context.service_workers
    worker.evaluate(TAPPED)


def deliver(page: Page, payload: str) -> None:
    """Have the browser deliver a push to the app's service worker."""
    session: CDPSession = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(50)
    origin = re.match(r"https?://[^/]+", page.url)
    assert origin
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin[0], "registrationId": found[-1], "data": payload},
    )


def nudge(desk: Phone, name: str) -> None:
    come_to(desk.page, "/office/progress")
    desk.page.get_by_role("row").filter(has_text=name).first.click()
    desk.page.get_by_label("提醒的话").fill("本月还没有走访，请抓紧")
    desk.page.get_by_role("button", name="发出提醒").click()
    expect(desk.page.get_by_text("对方还没有看")).to_be_visible()


def test_a_reminder_from_the_desk_is_pushed_opened_and_seen_to_be_read(
    bureau: Bureau, phone: Browser, desktop: Browser, service: PushService
) -> None:
    officer = notified(phone, bureau, service)
    desk = Phone(desktop)
    desk.sign_in("wang")
    nudge(desk, "陈志远")
    while not service.received:
        officer.page.wait_for_timeout(100)
    [push] = service.received
    assert push.payload == {"v": 1, "kind": "nudge", "n": 1}
    deliver(officer.page, json.dumps(push.payload))

    # The open window fetches what is new; the red number says so before anything is tapped.
    tab = officer.page.get_by_role("navigation").get_by_role("link", name="我的")
    expect(tab.locator(".counter")).to_be_visible()
    wait_until(officer.page, f"async () => (await ({SHOWN})()).length === 1")
    assert officer.page.evaluate(SHOWN) == [
        {"title": "上门办", "body": "有 1 条新消息", "tag": "messages"}
    ]
    tap_notification(phone)
    expect(officer.page.get_by_role("heading", name="消息")).to_be_visible()
    expect(officer.page.get_by_text("本月还没有走访，请抓紧")).to_be_visible()
    officer.go_back()
    expect(officer.page.get_by_text("条未读")).to_be_hidden()
    told(officer)

    desk.page.reload()
    desk.page.get_by_role("row").filter(has_text="陈志远").first.click()
    expect(desk.page.get_by_text(re.compile("已读。"))).to_be_visible()


def test_who_refused_notifications_is_told_how_to_change_that(
    bureau: Bureau, phone: Browser
) -> None:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.page.add_init_script(
        "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })"
    )
    officer.page.goto("/mine/notifications")

    officer.page.get_by_role("button", name="打开通知").click()
    expect(officer.page.get_by_text("浏览器不允许本系统发通知")).to_be_visible()
