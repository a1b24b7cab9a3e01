"""Opening a locked phone by its passphrase in Chromium, as after a restart of the app.

From the tap until the home page is painted: Argon2id over 64 MiB, the record, and all that lies
sealed on the phone.
"""

from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, expect

from bench.figure import Figure, NotMeasured
from bench.installation import new_installation
from bench.phone import new_phone, officer_signs_in, why_no_browser
from bench.registry import fill, source
from tests.e2e.browser import PASSPHRASE
from tests.e2e.phone_pages import Phone

NAME = "Unlocking a phone, p95"
COUNT = 1_700
BOUND_MS = 1_500
ROUNDS, UNLOCKINGS = 5, 20
UNLOCK = (Path(__file__).parent / "unlock.js").read_text()


def measure() -> Figure | NotMeasured:
    """Open the same phone over and over, its processor as fast as it is."""
    if (reason := why_no_browser()) is not None:
        return NotMeasured(NAME, reason)
    with new_installation() as installation:
        fill(installation, COUNT)
        with installation.serving() as server:
            times = _opened(f"http://{server.host}:{server.port}")
    rounds = [times[n : n + UNLOCKINGS] for n in range(0, len(times), UNLOCKINGS)]
    return Figure(
        NAME,
        "ms",
        [quantiles(one, n=20, method="inclusive")[-1] for one in rounds],
        BOUND_MS,
        f"{source(COUNT)}, {ROUNDS} rounds of {UNLOCKINGS} openings",
        [f"median of all {median(times):.0f} ms, most {max(times):.0f} ms"],
    )


def _opened(url: str) -> list[float]:
    with new_phone(url) as browser:
        phone = Phone(browser)
        officer_signs_in(phone.page, towards="/")
        phone.has_replica()
        browser.close()
        # From here on nobody enters the passphrase but what is measured.
        browser.knows_passphrase = False
        page = browser.open("/")
        times = [_unlocked(page) for _ in range(ROUNDS * UNLOCKINGS + 1)]
    # The first opening warms the server and the compiler up.
    return times[1:]


def _unlocked(page: Page) -> float:
    page.reload()
    expect(page.get_by_role("heading", name="解锁", exact=True)).to_be_visible()
    page.get_by_label("口令", exact=True).fill(PASSPHRASE)
    took: float = page.evaluate(UNLOCK, {"button": "解锁", "words": "您好"})
    return took
