"""S17: after work on phone and desk the browser's caches hold the app, and no answer to anybody."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from server.config import from_environment
from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.desk_pages import Desk
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import Phone
from tests.e2e.test_locked_profile import found, secrets

# The second copy of unsent work stands in caches too, sealed: what is in it, nobody was answered.
KEPT = """async () => {
  await navigator.serviceWorker.ready
  const kept = []
  for (const name of (await caches.keys()).filter((one) => !one.startsWith('doorstep-')))
    for (const asked of await (await caches.open(name)).keys()) kept.push(asked.url)
  return kept
}"""
LEAST_KEPT = 20


def test_after_work_no_cache_holds_an_answer_to_somebody_who_signed_in(
    phone: Browser, desktop: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    officer, head = Phone(phone), Desk(desktop, "wang")
    officer.sign_in("chen")
    officer.has_replica()
    look_around(head)

    for page in (officer.page, head.page):
        kept = kept_by(page)
        assert len(kept) >= LEAST_KEPT, "the control: the app itself is kept"
        assert [path for path in kept if not is_built(path)] == []
    for browser in (phone, desktop):
        browser.close()
        assert in_caches(browser.profile, f"{bureau.url}/assets/"), "the control"
        assert in_caches(browser.profile, f"{bureau.url}/api/", *secrets(ledger)) == []


def look_around(head: Desk) -> None:
    """Look at lists of the office, which are asked for anew each time."""
    head.visits()
    for place in ("事项", "现场办件"):
        head.go(place)
        expect(head.page.locator("tbody tr").first).to_be_visible()


def kept_by(page: Page) -> list[str]:
    """Return the path of everything in Cache Storage."""
    return [urlsplit(url).path for url in page.evaluate(KEPT)]


def is_built(path: str) -> bool:
    """Return whether the build brought a file of this path, and the server did not make it."""
    return (from_environment().pwa_dir / path.removeprefix("/")).is_file()


def in_caches(profile: Path, *words: str) -> list[tuple[str, str]]:
    """Return where words stand in the files of the HTTP cache and of Cache Storage."""
    folders = (profile / "Default/Cache", profile / "Default/Service Worker/CacheStorage")
    wanted = [word.encode() for word in words]
    return [one for folder in folders for one in found(folder, wanted)]
