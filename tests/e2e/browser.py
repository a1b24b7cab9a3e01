"""Chromium as a phone or a desktop, with a profile on disk that survives being killed."""

import os
import re
import shutil
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
# What everybody in these tests locks their phone with.
PASSPHRASE = "juzi huoche yusan 47 shafa"
CHOOSE, ENTER = "设置口令", "解锁"
# Each page keeps what its policy refused: nothing of ours may ask for that.
NOTES_REFUSALS = """window.refused = []
document.addEventListener('securitypolicyviolation', (event) => window.refused.push(
  `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))"""
Until = Literal["load", "commit"]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
CHANGAN = {"latitude": 22.8051, "longitude": 113.7992, "accuracy": 18}

# After a reload the passphrase comes first, and its stretching is slow on purpose. Patience costs
# nothing: who waits goes on at once when there is something to see.
expect.set_options(timeout=30_000)


@dataclass
class Browser:
    """One profile. `is_phone` gives touch and a phone's viewport; `tells_position` allows GPS.

    Without `heeds_csp` no policy of the pages holds a script back: only how they are made does.
    """

    playwright: Playwright
    profile: Path
    base_url: str
    is_phone: bool = True
    tells_position: bool = True
    heeds_csp: bool = True
    # Whether the passphrase is given to every page that asks for it.
    knows_passphrase: bool = True
    # A film in Motion JPEG that its camera shows, over and over.
    film: Path | None = None
    context: BrowserContext | None = field(default=None, repr=False)

    def open(self, path: str = "/", until: Until = "load") -> Page:
        """Start the browser with its profile and open a page of the app."""
        options: dict[str, Any] = {"viewport": DESKTOP}
        if self.is_phone:
            options = {
                "viewport": PHONE,
                "has_touch": True,
                "is_mobile": True,
                "device_scale_factor": 2,
            }
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            args=self._flags(),
            base_url=self.base_url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            geolocation=CHANGAN,
            permissions=["geolocation"] if self.tells_position else [],
            bypass_csp=not self.heeds_csp,
            **options,
        )
        self.context.set_default_timeout(30_000)
        self.context.add_init_script(NOTES_REFUSALS)
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        if self.knows_passphrase:
            self.context.on("page", unlocks)
            unlocks(page)
        page.goto(path, wait_until=until)
        return page

    def _flags(self) -> list[str]:
        film = f"--use-file-for-fake-video-capture={self.film}"
        return [*FLAGS, *([film] if self.film else [])]

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None

    def kill(self) -> None:
        """End every process of the profile at once, as a phone that runs out of battery."""
        kill_profile(self.profile)
        self.context = None


def refused(page: Page) -> list[str]:
    """Return what the policy of the page refused since it was loaded."""
    refusals: list[str] = page.evaluate("() => window.refused")
    return refusals


def unlocks(page: Page) -> None:
    """Have the passphrase chosen or entered on this page whenever the app asks for it."""
    page.add_locator_handler(asking(page), lambda: unlock(page))


def unlock(page: Page) -> None:
    """Choose the passphrase where there is none yet, else enter it, and wait for what follows."""
    if page.get_by_role("heading", name=CHOOSE).is_visible():
        page.get_by_label("新口令").fill(PASSPHRASE)
        page.get_by_label("再输一次").fill(PASSPHRASE)
        page.get_by_role("button", name="设置并开始使用").click(timeout=60_000)
    else:
        page.get_by_label("口令", exact=True).fill(PASSPHRASE)
        page.get_by_role("button", name="解锁", exact=True).click()
    asking(page).wait_for(state="hidden", timeout=60_000)


def asking(page: Page) -> Locator:
    return page.get_by_role("heading", name=re.compile(f"^({CHOOSE}|{ENTER})$"))


def kill_profile(profile: Path) -> None:
    """Kill -9 every process that works on a profile, and let the next one take it over."""
    for pid in _processes_with(f"--user-data-dir={profile}"):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for lock in profile.glob("Singleton*"):
        lock.unlink(missing_ok=True)


def _processes_with(marker: str) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if marker in command.split("\0"):
            found.append(int(entry.name))
    return found
