"""S2: what reaches the browsers of one branch, when the rows of all 33 can be told apart."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, Response, expect

from server.app import create_app
from server.config import Settings, from_environment
from server.core.db import db
from server.core.doors import reading
from server.features.organisation import queries as organisation
from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.desk_pages import Desk
from tests.e2e.moving import Traffic, come_to
from tests.e2e.phone_pages import Phone
from tests.e2e.test_screens import OFFICE
from tests.server.jurisdiction.canaries import canary, settle

CANARY = re.compile("CANARY.*?END")
ON_THE_PHONE = ("/", "/enterprises", "/matters", "/messages", "/outbox", "/mine")


@pytest.fixture
def own(bureau: Bureau) -> str:
    """The canary of 长安分局, in a bureau where each branch has one."""
    bureau.stop()
    with _opened(bureau.folder):
        settle()
        with reading() as session:
            found = canary(organisation.branch_named(session, "长安分局").id)
    bureau.start()
    return found


@contextmanager
def _opened(folder: Path) -> Iterator[None]:
    pwa = from_environment().pwa_dir
    app = create_app(Settings(f"sqlite:///{folder / 'doorstep.db'}", data_dir=folder, pwa_dir=pwa))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def listened(page: Page) -> Callable[[], set[str]]:
    """Return what tells all canaries that the bureau has sent to a browser since."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.context.on("response", note)

    def told() -> set[str]:
        return {one for answer in answers for one in CANARY.findall(_said(answer))}

    return told


def _said(answer: Response) -> str:
    # A redirect and what was broken off have no body.
    try:
        return f"{answer.headers}{answer.text()}"
    except (Error, UnicodeDecodeError):
        return ""


def walk(page: Page, paths: tuple[str, ...]) -> None:
    traffic = Traffic(page)
    for path in paths:
        come_to(page, path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        traffic.ends()


def test_a_phone_gets_the_rows_of_its_branch_alone_and_leaves_none_readable(
    phone: Browser, own: str
) -> None:
    officer = Phone(phone)
    told = listened(officer.page)
    officer.sign_in("chen")
    officer.has_replica()
    walk(officer.page, ON_THE_PHONE)
    come_to(officer.page, "/enterprises")
    officer.page.get_by_role("searchbox").fill("CANARY")

    expect(officer.page.get_by_text(own).first).to_be_visible()
    assert told() == {own}
    phone.close()
    files = [path for path in phone.profile.rglob("*") if path.is_file()]
    assert [path.name for path in files if b"CANARY" in path.read_bytes()] == []


def test_the_desk_of_a_branch_head_gets_the_rows_of_the_branch_alone(
    desktop: Browser, own: str
) -> None:
    head = Desk(desktop, "wang")
    told = listened(head.page)

    walk(head.page, OFFICE)

    assert told() == {own}
