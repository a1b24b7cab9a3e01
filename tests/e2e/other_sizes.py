"""Screens at their other sizes: office pages on a phone, field pages on a desktop, odd phones."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.e2e.album import Album
from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.door_pages import an_act
from tests.e2e.ledger import Ledger
from tests.e2e.moving import come_and_rest
from tests.e2e.office_pictures import take_review
from tests.e2e.phone_pages import ALL_CONFIRMED, Phone

PHONE, DESK, TABLET = (390, 844), (1440, 900), (1024, 768)
SMALL, SIDEWAYS = (320, 640), (844, 390)
# 210 by 297 mm at 96 points an inch.
A4 = (794, 1123)


@dataclass(frozen=True)
class Round:
    """Pages that one person opens at one size, by the name of the picture and address."""

    kind: str
    login: str
    size: tuple[int, int]
    pages: dict[str, str] = field(default_factory=dict)


PAGES_OF_A_DAY = {
    "today": "/",
    "enterprise": "/enterprises/{enterprise}",
    "visit": "/visits/{visit}",
    "act": "/registrations/{act}",
}
ROUNDS = (
    Round(
        "phone-office",
        "admin",
        PHONE,
        {
            "overview": "/office",
            "desk": "/office/desk",
            "planning": "/office/planning",
            "visits": "/office/visits",
            "acts": "/office/acts",
            "cases": "/office/cases",
            "map": "/office/map",
            "progress": "/office/progress",
            "reviews": "/office/reviews",
            "registry": "/office/enterprises",
            "import": "/office/imports",
            "people": "/office/people",
            "deputies": "/office/deputies",
            "rules": "/office/rules",
            "numbers": "/office/numbers",
            "people-import": "/office/people/import",
            "rescue": "/office/rescue",
            "enterprises-empty": "/enterprises",
            "matters-empty": "/matters",
            "outbox-empty": "/outbox",
        },
    ),
    Round("phone-cadre", "liang", PHONE, {"towns": "/mine/towns"}),
    Round("phone-supervisor", "luo", PHONE, {"audit": "/office/audit"}),
    Round("phone-security", "security", PHONE, {"home": "/", "phone-keys": "/office/phone-keys"}),
    Round("phone-auditor", "audit", PHONE, {"home": "/", "audit": "/office/audit"}),
    Round(
        "phone-other",
        "chen",
        PHONE,
        {
            "triage": "/enterprises/{enterprise}/triage",
            "enrol": "/enrol",
            "password": "/mine/password",
            "notifications": "/mine/notifications",
            "messages": "/messages",
            "scan": "/scan",
            "verify": "/verify",
            "rescue": "/mine/rescue",
            "lost": "/no-such-page",
        },
    ),
    Round(
        "desktop-field",
        "chen",
        DESK,
        {
            "today": "/",
            "enterprises": "/enterprises",
            "enterprise": "/enterprises/{enterprise}",
            "amend": "/enterprises/{enterprise}/amend",
            "new-enterprise": "/enterprises/new",
            "new-visit": "/visits/new",
            "visits": "/matters",
            "visit": "/visits/{visit}",
            "correct": "/visits/{visit}/correct",
            "outbox": "/outbox",
            "mine": "/mine",
            "sign-ins": "/mine/sign-ins",
            "password": "/mine/password",
            "rescue": "/mine/rescue",
            "triage": "/enterprises/{enterprise}/triage",
            "act": "/registrations/{act}",
            "act-correct": "/registrations/{act}/correct",
            "lost": "/no-such-page",
        },
    ),
    Round("desktop-cadre", "liang", DESK, {"towns": "/mine/towns"}),
    Round(
        "desktop-office",
        "admin",
        DESK,
        {
            "acts": "/office/acts",
            "cases": "/office/cases",
            "deputies": "/office/deputies",
            "rules": "/office/rules",
            "numbers": "/office/numbers",
            "desk": "/office/desk",
        },
    ),
    Round("desktop-supervisor", "luo", DESK, {"audit": "/office/audit"}),
    Round(
        "desktop-security",
        "security",
        DESK,
        {"home": "/", "people": "/office/people", "phone-keys": "/office/phone-keys"},
    ),
    Round("desktop-auditor", "audit", DESK, {"home": "/", "audit": "/office/audit"}),
    Round(
        "tablet-office",
        "he",
        TABLET,
        {"overview": "/office", "visits": "/office/visits", "map": "/office/map"},
    ),
    Round(
        "small",
        "chen",
        SMALL,
        PAGES_OF_A_DAY,
    ),
    Round(
        "sideways",
        "chen",
        SIDEWAYS,
        PAGES_OF_A_DAY,
    ),
)


def take(pictures: Path, playwright: Playwright, bureau: Bureau, folder: Path) -> None:
    addresses = _addresses(Ledger(bureau.folder))
    for turn in ROUNDS:
        browser = Browser(
            playwright, folder / turn.kind, bureau.url, is_phone=turn.size not in (DESK, TABLET)
        )
        person = Phone(browser)
        person.sign_in(turn.login)
        expect(person.status).to_contain_text(ALL_CONFIRMED)
        album = Album(pictures, turn.kind)
        _resize(person, turn.size)
        for name, path in turn.pages.items():
            come_and_rest(person.page, path.format(**addresses))
            album.keep(person.page, name)
            if path == "/office/reviews":
                take_review(album, person.page)
        if turn.size in (SMALL, SIDEWAYS) or turn.kind == "desktop-field":
            _take_writing(album, person)
        if turn.kind == "desktop-field":
            _take_paper(Album(pictures, "paper"), person, addresses)
        browser.close()


def _addresses(ledger: Ledger) -> dict[str, str]:
    """The last visit with photos and its enterprise, and an act of the demo."""
    visit = ledger.rows(
        "SELECT v.id, v.enterprise_id FROM visit v JOIN photo p ON p.visit_id = v.id"
        " ORDER BY v.opened_at DESC LIMIT 1"
    )[0]
    act = an_act(ledger, "in_review")
    return {"visit": visit["id"], "enterprise": visit["enterprise_id"], "act": act}


def _resize(person: Phone, size: tuple[int, int]) -> None:
    person.page.set_viewport_size({"width": size[0], "height": size[1]})


def _take_writing(album: Album, officer: Phone) -> None:
    """The form, the sketch and the field for the signature on a phone with little room."""
    page = officer.page
    come_and_rest(officer.page, "/visits/new")
    page.locator("main .enterprises button").first.click()
    form = officer.form()
    form.write_guidance("已告知新建项目须先办理环评手续。")
    album.keep(page, "visit-form")
    page.get_by_role("button", name="示意图选点").click()
    expect(page.get_by_role("heading", name="示意图选点")).to_be_visible()
    album.keep(page, "check-in-pin")
    page.get_by_role("button", name="关闭").click()
    form.draw(form.open_signing())
    album.keep(page, "signing")
    page.get_by_role("button", name="取消").click()
    form.check_in_by_gps()
    form.nobody_may_sign("负责人外出，员工无授权")
    form.close()
    album.keep(page, "done")


def _take_paper(album: Album, officer: Phone, addresses: dict[str, str]) -> None:
    """What a printer makes of a record."""
    page = officer.page
    _resize(officer, A4)
    # A page has margins only on paper.
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { document.body.style.padding = '18mm 16mm' })"
    )
    for name, path in (("enterprise", "/enterprises/{enterprise}"), ("visit", "/visits/{visit}")):
        # A locked page prints nothing, and the passphrase cannot be typed on paper.
        page.emulate_media(media="screen")
        page.goto(path.format(**addresses))
        expect(page.locator(".paper-note")).to_have_count(1)
        page.emulate_media(media="print")
        expect(page.get_by_text("打印时间")).to_be_visible()
        page.wait_for_load_state("networkidle")
        album.keep(page, name)
