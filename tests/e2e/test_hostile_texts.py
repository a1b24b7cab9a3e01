"""S10: text stays text in every page, whoever wrote it, without the help of any policy."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.desk_pages import Desk, sign_out
from tests.e2e.hostile import (
    CONTROL,
    MARKUP,
    TEXTS,
    Listener,
    Looker,
    answer_as_markup,
)
from tests.e2e.hostile_branch import PETITION, PETITIONER, HostileBranch, fill, write_people
from tests.e2e.ledger import Ledger
from tests.e2e.moving import come_to
from tests.e2e.phone_pages import Phone

LEAST_TEXTS = 25
ON_A_PHONE = (
    "/enterprises/{enterprise}",
    "/enterprises/{enterprise}/amend",
    "/visits/{visit}",
    "/visits/{visit}/correct",
    "/matters",
    "/cases/{matter}",
    "/cases/{matter}/answer",
    "/registrations/{act}",
    "/registrations/{act}/correct",
    "/messages",
)
AT_THE_DESK = ("/office/visits", "/office/cases", "/office/acts")
# Where such a text may stand in a word of a map, of a figure, or further down.
BESIDE_ON_A_PHONE = ("/mine", "/mine/sign-ins", "/mine/towns", "/outbox", "/cases/{matter}/log")
BESIDE_AT_THE_DESK = (
    *("/office", "/office/desk", "/office/map", "/office/progress", "/office/planning"),
    *("/office/reviews", "/office/rules", "/office/numbers", "/office/deputies"),
    *("/office/enterprises", "/office/imports"),
)
BESIDE_THE_PEOPLE = ("/office/security", "/office/phone-keys")
OF_THE_AUDITOR = "/office/audit"
# Opened by what it needs, above.
OPENED = ("/enterprises", "/office/people", "/office/people/import", "/c", "/verify")
BARE = {
    "/sign-in": "asks who one is",
    "/enrol": "asks for a code",
    "/scan": "is a camera",
    "/mine/password": "asks for a password",
    "/mine/lock": "asks for a passphrase",
    "/mine/notifications": "has switches",
    "/mine/rescue": "counts what waits",
    "/office/rescue": "asks for a file",
    "/enterprises/new": "is an empty form",
    "/cases/new": "is an empty form",
    "/visits/new": "is a choice of an enterprise, as at /enterprises",
    "/visits/drafts/:id": "is what the officer himself writes just now",
    "/visits/:id/done": "is a word of thanks",
    "/enterprises/:id/triage": "asks questions of the rules",
    "/registrations/drafts/:id/:step(form|officers|card|sign)?": "is what he writes just now",
    "/registrations/:id/done": "is a word of thanks",
}
ROUTES = Path(__file__).parents[2] / "pwa" / "src" / "features"


@pytest.fixture
def phone(phone: Browser) -> Browser:
    phone.heeds_csp = False
    return phone


@pytest.fixture
def desktop(desktop: Browser) -> Browser:
    desktop.heeds_csp = False
    return desktop


@pytest.fixture
def desk_of_the_head(second_phone: Browser) -> Browser:
    second_phone.is_phone = False
    second_phone.heeds_csp = False
    return second_phone


def test_each_hostile_text_is_heard_where_a_page_takes_it_for_markup(phone: Browser) -> None:
    """The control: the browser runs what is tried, and the listener hears it."""
    page = phone.open("about:blank")
    listener = Listener(page.context)
    page.context.route(re.compile(CONTROL), answer_as_markup)
    page.context.route("**/canary/*", lambda route: route.fulfill(status=404))

    page.goto(CONTROL, wait_until="commit")

    assert listener.waits_for(set(range(len(MARKUP)))) == set()


def test_every_screen_is_looked_at_or_has_nothing_of_others() -> None:
    looked_at = [*ON_A_PHONE, *AT_THE_DESK, *BESIDE_ON_A_PHONE, *BESIDE_AT_THE_DESK]
    looked_at += [*BESIDE_THE_PEOPLE, OF_THE_AUDITOR, *OPENED]
    texts = (path.read_text() for path in ROUTES.glob("*/routes.ts"))
    screens = [path for text in texts for path in re.findall(r"path: '([^']+)'", text)]

    shown = {re.sub(r"\{\w+\}", ":id", path) for path in looked_at} | set(BARE)

    assert len(screens) > 50
    assert {re.sub(r":deed\(.*\)", "log", path) for path in screens} - shown == set()


def test_no_page_takes_for_more_than_text_what_anybody_wrote(
    phone: Browser,
    desktop: Browser,
    desk_of_the_head: Browser,
    bureau: Bureau,
    ledger: Ledger,
    tmp_path: Path,
) -> None:
    assert len(TEXTS) >= LEAST_TEXTS
    branch = fill(bureau, ledger)

    officer = Phone(phone)
    on_phone = Looker(officer.page, Listener(officer.page.context))
    look_on_the_phone(officer, on_phone, branch)
    look_without_signing_in(on_phone, branch)
    assert on_phone.faults == []

    desk = Desk(desktop, "admin")
    at_desk = Looker(desk.page, Listener(desk.page.context))
    look_at_the_desk(at_desk)
    # The panel of the last record goes with its page.
    come_to(desk.page, "/mine")
    sign_out(desk)
    desk.sign_in("security")
    look_at_the_people(desk, at_desk, tmp_path)
    come_to(desk.page, "/mine")
    sign_out(desk)
    desk.sign_in("audit")
    at_desk.pass_by([OF_THE_AUDITOR])
    assert at_desk.faults == []

    head = Desk(desk_of_the_head, "wang")
    at_the_head = Looker(head.page, Listener(head.page.context))
    look_at_the_petitioner(at_the_head)
    assert at_the_head.faults == []


def look_on_the_phone(officer: Phone, looker: Looker, branch: HostileBranch) -> None:
    officer.sign_in("chen")
    officer.has_replica()
    looker.walk([path.format(**vars(branch)) for path in ON_A_PHONE])
    looker.pass_by([path.format(**vars(branch)) for path in BESIDE_ON_A_PHONE])
    looker.go("/enterprises", words="canary")


def look_without_signing_in(looker: Looker, branch: HostileBranch) -> None:
    """Open the link of a petitioner, and check a receipt that an officer's phone signed."""
    page = looker.page.context.new_page()
    stranger = Looker(page, looker.listener, looker.armed)
    page.goto(f"/c#{branch.link}")
    stranger.sees()
    page.goto("/verify")
    page.get_by_label("或者粘贴二维码的文字").fill(branch.receipt)
    page.get_by_role("button", name="查验", exact=True).click()
    stranger.sees()
    page.close()


def look_at_the_people(desk: Desk, looker: Looker, folder: Path) -> None:
    """Import people with such names, as who opens accounts."""
    import_people(desk, folder)
    looker.sees()
    looker.go("/office/people", words="canary")
    looker.pass_by(BESIDE_THE_PEOPLE)


def look_at_the_desk(looker: Looker) -> None:
    """Look as an administrator, who sees most of the work."""
    for path in AT_THE_DESK:
        looker.go(path)
        looker.open("tbody tr")
    looker.pass_by(BESIDE_AT_THE_DESK)


def look_at_the_petitioner(looker: Looker) -> None:
    looker.go("/office/cases")
    looker.page.locator("tbody tr").filter(has_text=PETITION).click()
    panel = looker.page.locator(".side-panel")
    panel.get_by_role("button", name="查看信访人").click()
    expect(panel.get_by_text(PETITIONER)).to_be_visible()
    looker.sees()


def import_people(desk: Desk, folder: Path) -> None:
    named = write_people(folder / "people.csv")
    desk.go("人员账号")
    desk.page.get_by_role("button", name="导入人员").click()
    desk.page.locator("input[type=file]").set_input_files(folder / "people.csv")
    desk.page.get_by_role("button", name=f"写入这 {named} 行").click()
    expect(desk.page.get_by_text(f"已开通 {named} 个账号")).to_be_visible()
