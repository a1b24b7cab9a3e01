"""What an officer does on the phone, in the words of the screen."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from server.demo.people import PASSWORD
from tests.e2e.browser import Browser
from tests.e2e.visit_form import VisitForm

ALL_CONFIRMED = re.compile(r"全部已确认 \d{2}:\d{2}")
SAVED_HERE = "已保存在本机，等待上传"


class Phone:
    """One person's phone; `page` is what it shows just now."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.page: Page = browser.open()

    def sign_in(self, name: str) -> None:
        self.page.get_by_label("登录名").fill(name)
        self.page.get_by_label("密码", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="登录", exact=True).click()
        # The passphrase is chosen or entered in between, which is slow on purpose.
        home = self.page.get_by_role("heading", name=re.compile("您好|总览|账号与设备|审计记录"))
        expect(home).to_be_visible(timeout=60_000)

    def has_replica(self) -> None:
        """Wait until the branch's registry is here and the app works without a network."""
        self.go("企业")
        expect(self.page.get_by_role("heading", name=re.compile(r"全部 \d+ 家"))).to_be_visible()
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        self.go("今日")
        expect(self.status).to_contain_text(ALL_CONFIRMED)

    def die_and_return(self) -> None:
        """Kill -9 the browser, then open it again from the home screen."""
        self.browser.kill()
        self.page = self.browser.open()

    @property
    def status(self) -> Locator:
        """The line about the exchange at the top of every page."""
        return self.page.locator("[role=status].sync")

    def go(self, place: str) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name=place).click()

    def go_home(self) -> None:
        self.page.get_by_role("button", name="返回今日").click()

    def go_back(self) -> None:
        self.page.get_by_role("button", name="返回", exact=True).click()

    def find(self, words: str) -> None:
        self.page.get_by_role("searchbox").fill(words)

    def find_by_licence(self, text: str) -> None:
        """Give the text of a licence's QR code, as pasted from the phone's own scanner."""
        self.page.get_by_role("button", name="扫执照二维码").click()
        self.page.get_by_label("二维码文字或信用代码").fill(text)
        self.page.get_by_role("button", name="查找", exact=True).click()

    def found(self, name: str) -> Locator:
        """The enterprise among those found."""
        return self.page.locator("main").get_by_role("button", name=re.compile(f"^{name}"))

    def begin_visit(self, name: str) -> VisitForm:
        """From the home screen: the button 新走访, then the enterprise."""
        self.page.get_by_role("button", name="新走访").click()
        self.find(name)
        self.found(name).click()
        return self.form()

    def form(self) -> VisitForm:
        expect(self.page.get_by_role("heading", name="走访记录")).to_be_visible()
        return VisitForm(self.page)

    def continue_visit(self) -> VisitForm:
        self.page.get_by_role("button", name="继续上次走访").click()
        return self.form()

    def discard_visit(self) -> None:
        self.page.get_by_role("button", name="放弃", exact=True).click()
        self.page.get_by_role("button", name="确定放弃").click()

    def open_outbox(self) -> None:
        self.go("我的")
        self.page.locator("main").get_by_role("link", name="待上传").click()
        expect(self.page.get_by_role("heading", name="待上传", level=1)).to_be_visible()

    def outbox_item(self, title: str) -> Locator:
        return self.page.locator(".sent-item", has_text=title)

    def sync_now(self) -> None:
        """Ask for an exchange and wait until the card says how it ended, well or not.

        The line at the top may speak of the exchange before; an exchange that runs already is
        waited for, and one that begins after the tap follows.
        """
        self.page.get_by_role("button", name="立即同步").click()
        expect(self.page.locator(".sync-card p[role=status]")).to_be_visible(timeout=60_000)

    def is_confirmed(self) -> None:
        """Wait until the phone says that the bureau has everything."""
        expect(self.status).to_contain_text(ALL_CONFIRMED, timeout=30_000)

    def is_not_confirmed(self) -> None:
        expect(self.page.get_by_text("全部已确认")).to_have_count(0)

    def open_visit(self, enterprise: str) -> None:
        self.go("办件")
        self.page.locator("main").get_by_role("link", name=re.compile(enterprise)).click()
        expect(self.page.get_by_role("heading", name="走访详情")).to_be_visible()

    def correct_guidance(self, words: str, reason: str) -> None:
        self.page.get_by_role("button", name="更正").click()
        self.page.get_by_label("指导内容").fill(words)
        self.page.get_by_label("原因").fill(reason)
        self.page.get_by_role("button", name="保存更正").click()

    def withdraw(self, reason: str) -> None:
        self.page.get_by_role("button", name="撤回", exact=True).click()
        self.page.get_by_role("textbox", name="原因").fill(reason)
        self.page.get_by_role("button", name="确定撤回").click()

    def register_enterprise(self, name: str, address: str, town: str) -> None:
        """Add an enterprise that the registry does not have, from the search for it."""
        self.go("企业")
        self.find(name)
        self.page.get_by_role("button", name="登记新企业").click()
        self.page.get_by_label("企业名称").fill(name)
        self.page.get_by_label("镇街").select_option(label=town)
        self.page.get_by_label("地址").fill(address)
        self.page.get_by_role("button", name="保存", exact=True).click()
        # Whoever leaves before its own page is there has saved nothing.
        expect(self.page.get_by_role("heading", name="一企一档")).to_be_visible()


def tapping(page: Page) -> Callable[[], int]:
    """Count the taps on the page from here on."""
    page.evaluate(
        "() => { window.tapped = 0; document.addEventListener('click', "
        "(event) => { if (event.isTrusted) window.tapped += 1 }, true) }"
    )

    def count() -> int:
        counted: int = page.evaluate("() => window.tapped")
        return counted

    return count


@dataclass(frozen=True)
class Handling:
    """What hands did on a screen: taps, and characters put in one by one."""

    taps: int
    characters: int


def handling(page: Page) -> Callable[[], Handling]:
    """Count taps and typed characters from the home screen on; a day chosen counts as typed."""
    # The passphrase of before belongs to no act.
    expect(page.get_by_role("heading", name="您好")).to_be_visible(timeout=60_000)
    taps = tapping(page)
    page.evaluate(
        "() => { window.typed = 0; const known = new WeakMap();"
        " document.addEventListener('focusin',"
        " ({target}) => known.set(target, target.value), true);"
        " document.addEventListener('input', ({target}) => {"
        "   if (typeof target.value !== 'string' || target.type === 'checkbox') return;"
        "   if (target.type === 'radio' || target.tagName === 'SELECT') return;"
        "   window.typed += Math.abs(target.value.length - (known.get(target) ?? '').length) || 1;"
        "   known.set(target, target.value) }, true) }"
    )

    def count() -> Handling:
        return Handling(taps(), page.evaluate("() => window.typed"))

    return count


def listening(page: Page) -> Callable[[], list[str]]:
    """Write down every line that the status bar shows from here on."""
    page.evaluate(
        "() => { const bar = document.querySelector('[role=status].sync'); window.said = [];"
        " new MutationObserver(() => window.said.push(bar.innerText.trim()))"
        " .observe(bar, {childList: true, subtree: true, characterData: true}) }"
    )

    def heard() -> list[str]:
        lines: list[str] = page.evaluate("() => window.said")
        return lines

    return heard
