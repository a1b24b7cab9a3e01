"""An officer's phone for measurements in real Chromium."""

from playwright.sync_api import Page

from bench.bureau_talk import LOGIN, PASSWORD
from server.config import from_environment
from tests.e2e.browser import CHROMIUM


def why_no_browser() -> str | None:
    """Return why nothing can be measured in a browser here; None: it can."""
    if CHROMIUM is None:
        return "no Chromium"
    if not (from_environment().pwa_dir / "index.html").is_file():
        return "the PWA is not built"
    return None


def officer_signs_in(page: Page, *, towards: str) -> None:
    """Sign the demo's officer in; the page that is asked for follows."""
    page.goto(f"/sign-in?next={towards}")
    page.fill("input[name=name]", LOGIN)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
