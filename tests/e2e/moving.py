"""Come to a screen by its address without loading the app anew, which would ask for the passphrase.

Where the loading itself is what a test is about, it says `page.goto` or `page.reload`.
"""

from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, expect

# As long as the browser itself waits before it calls the network idle.
QUIET_MS, EVERY_MS = 500, 50
PATIENCE_MS = 60_000
LEAVE = "() => document.querySelectorAll('h1').forEach((one) => one.classList.add('left-behind'))"
GO = """(path) => {
  history.pushState(null, '', path)
  dispatchEvent(new PopStateEvent('popstate', { state: null }))
}"""


def come_to(page: Page, path: str) -> None:
    """Have the app, which is open, show the screen of an address; wait until it is there.

    Not from one record to another of its kind: the app keeps that screen, and its heading.
    """
    # A page that has just been loaded may still ask for the passphrase.
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    if urlsplit(page.url).path == path:
        return
    page.evaluate(LEAVE)
    page.evaluate(GO, path)
    expect(page.locator(".left-behind")).to_have_count(0)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()


def come_and_rest(page: Page, path: str) -> None:
    """Come to a screen and wait until all is there that it asks the bureau for."""
    traffic = Traffic(page)
    come_to(page, path)
    traffic.ends()


class Traffic:
    """What a page is asking for, from here on."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._asked: set[Request] = set()
        self._n_changes = 0
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def ends(self) -> None:
        """Wait until the page has asked for nothing for a while and waits for nothing."""
        seen, quiet, left = -1, 0, PATIENCE_MS
        while quiet < QUIET_MS:
            assert left > 0, [request.url for request in self._asked]
            self._page.wait_for_timeout(EVERY_MS)
            left -= EVERY_MS
            is_still = not self._asked and seen == self._n_changes
            quiet = quiet + EVERY_MS if is_still else 0
            seen = self._n_changes

    def _begin(self, request: Request) -> None:
        self._asked.add(request)
        self._n_changes += 1

    def _end(self, request: Request) -> None:
        self._asked.discard(request)
        self._n_changes += 1
