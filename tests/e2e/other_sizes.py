"""Screens at their second size: office pages on a phone, field pages on a desktop."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.e2e.album import Album
from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.office_pictures import take_review
from tests.e2e.phone_pages import ALL_CONFIRMED, Phone


@dataclass(frozen=True)
class Round:
    """Pages that one person opens at one size, by address and the name of the picture."""

    kind: str
    login: str
    is_phone: bool
    pages: dict[str, str]


ROUNDS = (
    Round(
        "phone-office",
        "admin",
        is_phone=True,
        pages={
            "/office": "overview",
            "/office/visits": "visits",
            "/office/map": "map",
            "/office/progress": "progress",
            "/office/reviews": "reviews",
            "/office/enterprises": "registry",
            "/office/imports": "import",
            "/office/people": "people",
            "/office/rescue": "rescue",
        },
    ),
    Round("phone-cadre", "liang", is_phone=True, pages={"/mine/towns": "towns"}),
    Round(
        "desktop-field",
        "chen",
        is_phone=False,
        pages={
            "/enterprises": "enterprises",
            "/visits/new": "new-visit",
            "/matters": "visits",
            "/outbox": "outbox",
            "/mine": "mine",
        },
    ),
)


def take(pictures: Path, playwright: Playwright, bureau: Bureau, folder: Path) -> None:
    for turn in ROUNDS:
        browser = Browser(playwright, folder / turn.kind, bureau.url, is_phone=turn.is_phone)
        person = Phone(browser)
        person.sign_in(turn.login)
        expect(person.status).to_contain_text(ALL_CONFIRMED)
        album = Album(pictures, turn.kind)
        for path, name in turn.pages.items():
            person.page.goto(path)
            expect(person.page.get_by_role("heading", level=1)).to_be_visible()
            person.page.wait_for_load_state("networkidle")
            album.keep(person.page, name)
            if path == "/office/reviews":
                take_review(album, person.page)
        browser.close()
