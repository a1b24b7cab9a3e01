"""An officer's phone for measurements in real Chromium."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from bench.bureau_talk import LOGIN, PASSWORD
from server.config import from_environment
from tests.e2e.browser import CHROMIUM, Browser


def why_no_browser() -> str | None:
    """Return why nothing can be measured in a browser here; None: it can."""
    if CHROMIUM is None:
        return "no Chromium"
    if not (from_environment().pwa_dir / "index.html").is_file():
        return "the PWA is not built"
    return None


@contextmanager
def new_phone(url: str) -> Iterator[Browser]:
    """Give a browser on which nobody has signed in yet."""
    # A browser that has been told to close may still write into its cache.
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory(prefix="doorstep-phone-", ignore_cleanup_errors=True) as folder,
    ):
        browser = Browser(playwright, Path(folder), url)
        yield browser
        browser.close()


def officer_signs_in(page: Page, *, towards: str) -> None:
    """Sign the demo's officer in on a new phone; the page that is asked for follows."""
    page.goto(f"/sign-in?next={towards}")
    page.fill("input[name=name]", LOGIN)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    # The passphrase is entered while this waits, and never while something waits inside the page.
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible(timeout=60_000)
