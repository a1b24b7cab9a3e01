"""Every screen at small sizes: nothing cut off, too small, foreign or refused by the policy."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Browser, refused
from tests.e2e.door_pages import an_act
from tests.e2e.ledger import Ledger
from tests.e2e.moving import Traffic, come_to
from tests.e2e.phone_pages import Phone
from tests.e2e.phone_pictures import LONG_NAME

SMALL, ORDINARY, SIDEWAYS = (320, 640), (390, 844), (844, 390)
# Kinds of files, units, the other language and what a browser calls itself.
ALLOWED = {"Excel", "CSV", "English", "MB", "GB", "xlsx", "csv", "dsr", "Chrome", "Linux"}
LATIN = r"(?<![A-Za-z0-9])[A-Za-z]{2,}(?![A-Za-z0-9])"
LEAST_TOUCH_PX = 40

OFFICER = (
    "/",
    "/enterprises",
    "/enterprises/new",
    "/enterprises/{enterprise}",
    "/enterprises/{enterprise}/amend",
    "/enterprises/{enterprise}/triage",
    "/visits/new",
    "/matters",
    "/visits/{visit}",
    "/visits/{visit}/correct",
    "/outbox",
    "/mine",
    "/mine/sign-ins",
    "/enrol",
    "/mine/password",
    "/mine/rescue",
    "/registrations/{act}",
    "/registrations/{act}/correct",
    "/registrations/{act}/done",
    "/mine/notifications",
    "/messages",
    "/cases/new",
    "/scan",
    "/verify",
    "/no-such-page",
)
OFFICE = (
    "/office",
    "/office/desk",
    "/office/planning",
    "/office/visits",
    "/office/acts",
    "/office/cases",
    "/office/map",
    "/office/progress",
    "/office/reviews",
    "/office/enterprises",
    "/office/imports",
    "/office/people",
    "/office/people/import",
    "/office/deputies",
    "/office/rules",
    "/office/numbers",
    "/office/rescue",
    "/mine/towns",
)
SUPERVISOR = ("/office/audit",)
# The homes of the two, and what they have at the desk besides.
WARDENS = {
    "security": (
        "/office/security",
        "/office/people",
        "/office/people/import",
        "/office/phone-keys",
    ),
    "audit": ("/office/audit", "/mine"),
}

WORDS = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const words = []
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement
    if (parent.closest('script, style') === null && parent.checkVisibility())
      words.push(walk.currentNode.nodeValue)
  }
  return words.join('\\n')
}"""
TOO_SMALL = """(least) => [...document.querySelectorAll(
    'button, a[href], select, input:not([type=file]), [role=button]:not(svg *)')]
  .filter((one) => one.checkVisibility() && !one.closest('.for-readers-only, .sync'))
  .map((one) => ({one, box: (one.closest('label, .van-cell') ?? one).getBoundingClientRect()}))
  .filter(({box}) => box.height > 0 && box.height < least)
  .map(({one, box}) => `${one.className || one.tagName} ${Math.round(box.height)}`)"""
# What watches its own size has drawn itself anew by then.
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
CUT = """(width) => [...document.querySelectorAll('main *, header *, footer *, nav *')]
  .filter((one) => one.checkVisibility() && !one.closest('svg, .for-readers-only'))
  // What stands in a part that keys and fingers move is not cut off.
  .filter((one) => !one.parentElement.closest('[role=region][tabindex="0"]'))
  .filter((one) => {
    const box = one.getBoundingClientRect()
    return box.width > 0 && (box.right > width + 1 || box.left < -1)
  }).map((one) => one.className || one.tagName)"""


@dataclass(frozen=True)
class Inspector:
    """Looks at what a page shows; `names` are Latin words that people chose themselves."""

    page: Page
    names: frozenset[str] = frozenset()

    def walk(self, paths: Sequence[str]) -> list[str]:
        """Open every page at every size; return what is wrong with them."""
        traffic = Traffic(self.page)
        return [fault for path in paths for fault in self._visit(path, traffic)]

    def _visit(self, path: str, traffic: Traffic) -> Iterator[str]:
        come_to(self.page, path)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        traffic.ends()
        for width, height in (ORDINARY, SIDEWAYS, SMALL):
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate(TWO_FRAMES)
            yield from (f"{path} at {width} px: {fault}" for fault in self.faults())

    def faults(self) -> list[str]:
        page = self.page
        assert page.viewport_size is not None
        cut = [f"cut off: {one}" for one in page.evaluate(CUT, page.viewport_size["width"])]
        small = [f"too small: {one}" for one in page.evaluate(TOO_SMALL, LEAST_TOUCH_PX)]
        words = set(re.findall(LATIN, page.evaluate(WORDS))) - ALLOWED - self.names
        foreign = [f"not Chinese: {one}" for one in sorted(words)]
        return [*cut, *small, *foreign, *(f"refused: {one}" for one in refused(page))]


@pytest.fixture
def record(ledger: Ledger) -> tuple[str, str]:
    """A visit of 陈志远 that has a finding, and its enterprise."""
    row = ledger.rows(
        "SELECT v.id, v.enterprise_id FROM visit v JOIN finding f ON f.visit_id = v.id"
        " JOIN person p ON p.id = v.author_id WHERE p.name = '陈志远' ORDER BY v.id LIMIT 1"
    )[0]
    return row["id"], row["enterprise_id"]


@pytest.fixture
def act(ledger: Ledger) -> str:
    """A decision of 陈志远 that is in review, with its reasons."""
    return an_act(ledger, "in_review")


def _pages_of_an_officer(visit: str, enterprise: str, act: str) -> list[str]:
    return [path.format(visit=visit, enterprise=enterprise, act=act) for path in OFFICER]


def test_no_screen_of_an_officer_is_cut_off_too_small_or_foreign(
    phone: Browser, record: tuple[str, str], act: str
) -> None:
    officer = Phone(phone)
    inspector = Inspector(officer.page)
    assert inspector.faults() == []
    officer.sign_in("chen")
    officer.has_replica()

    assert inspector.walk(_pages_of_an_officer(*record, act)) == []


def test_no_screen_of_the_office_is_cut_off_too_small_or_foreign_on_a_phone(
    phone: Browser, ledger: Ledger
) -> None:
    logins = frozenset(row["login"] for row in ledger.rows("SELECT login FROM person"))
    administrator = Phone(phone)
    administrator.sign_in("admin")

    assert Inspector(administrator.page, logins).walk(OFFICE) == []


def test_no_screen_of_the_supervisor_is_cut_off_too_small_or_foreign_on_a_phone(
    phone: Browser,
) -> None:
    supervisor = Phone(phone)
    supervisor.sign_in("luo")

    assert Inspector(supervisor.page).walk(SUPERVISOR) == []


@pytest.mark.parametrize("who", WARDENS)
def test_no_screen_of_who_keeps_sign_ins_or_the_log_is_cut_off_too_small_or_foreign_on_a_phone(
    who: str, phone: Browser, ledger: Ledger
) -> None:
    logins = frozenset(row["login"] for row in ledger.rows("SELECT login FROM person"))
    warden = Phone(phone)
    warden.sign_in(who)
    expect(warden.page).to_have_url(re.compile(f"{WARDENS[who][0]}$"))

    assert Inspector(warden.page, logins).walk(WARDENS[who]) == []
    come_to(warden.page, "/mine")
    tabs = warden.page.get_by_role("navigation", name="主导航").get_by_role("link")
    expect(tabs).to_have_text(["今日", "我的"])


def test_largest_letters_and_a_long_name_fit_the_smallest_phone(
    phone: Browser, record: tuple[str, str], act: str
) -> None:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    officer.register_enterprise(LONG_NAME, "振安中路 1 号", "长安镇")
    enterprise = officer.page.url.rsplit("/", 1)[1]
    come_to(officer.page, "/mine")
    officer.page.get_by_role("group", name="字体大小").get_by_text("特大", exact=True).click()

    assert Inspector(officer.page).walk(_pages_of_an_officer(record[0], enterprise, act)) == []


def test_a_visit_prints_as_a_record_without_bars_and_buttons(
    desktop: Browser, record: tuple[str, str]
) -> None:
    officer = Phone(desktop)
    officer.sign_in("chen")
    come_to(officer.page, f"/visits/{record[0]}")
    expect(officer.page.get_by_role("heading", name="走访详情")).to_be_visible()

    officer.page.emulate_media(media="print")

    expect(officer.page.get_by_role("navigation")).to_have_count(0)
    expect(officer.page.get_by_role("button")).to_have_count(0)
    expect(officer.page.get_by_text("打印时间")).to_be_visible()


def test_the_whole_file_of_an_enterprise_is_printed_from_any_part(
    phone: Browser, record: tuple[str, str]
) -> None:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    come_to(officer.page, f"/enterprises/{record[1]}")
    visits = officer.page.get_by_role("heading", name="走访", exact=True)
    expect(officer.page.get_by_role("tab", name="基本信息")).to_be_visible()
    expect(visits).to_have_count(0)

    officer.page.emulate_media(media="print")

    expect(visits).to_be_visible()
    expect(officer.page.get_by_text("统一社会信用代码")).to_be_visible()
    expect(officer.page.get_by_role("tab")).to_have_count(0)
