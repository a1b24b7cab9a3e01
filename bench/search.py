"""A keystroke of the search over 17,000 names in Chromium, its processor four times as slow.

The app's own page: from the input event until the list is laid out and painted.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TypedDict

from playwright.sync_api import Page

from bench.figure import Figure, NotMeasured
from bench.installation import new_installation
from bench.phone import new_phone, officer_signs_in, why_no_browser
from bench.registry import fill, source
from tests.e2e.phone_pages import ALL_CONFIRMED

NAME = "Search keystroke at a quarter of the speed"
COUNT = 17_000
BOUND_MS = 50
ROUNDS = 5
SLOWER = 4
TYPE = (Path(__file__).parent / "search.js").read_text()


class Key(TypedDict):
    text: str
    worked: float
    painted: float


def measure() -> Figure | NotMeasured:
    """Type a part of a name, initials and the end of a code, several times."""
    if (reason := why_no_browser()) is not None:
        return NotMeasured(NAME, reason)
    with new_installation() as installation:
        code, name = fill(installation, COUNT)[COUNT // 2][:2]
        with installation.serving() as server:
            words = (name[3:7], "wjzp", code[-6:].lower())
            rounds = _typed(f"http://{server.host}:{server.port}", words)
    return _figure(rounds)


def _typed(url: str, words: Sequence[str]) -> list[list[Key]]:
    with new_phone(url) as browser:
        page = browser.open("/healthz")
        officer_signs_in(page, towards="/enterprises")
        page.get_by_role("heading", name=re.compile(r"全部 \d+ 家")).wait_for(timeout=60_000)
        page.get_by_text(ALL_CONFIRMED).first.wait_for(timeout=60_000)
        _slow_down(page)
        rounds: list[list[Key]] = [page.evaluate(TYPE, list(words)) for _ in range(ROUNDS + 1)]
    # The first round warms the compiler up, as the first word of a day does.
    return rounds[1:]


def _slow_down(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _figure(rounds: Sequence[Sequence[Key]]) -> Figure:
    keys = [key for keys in rounds for key in keys]
    times = [key["painted"] for key in keys]
    work = [key["worked"] for key in keys]
    worst = max(keys, key=lambda key: key["painted"])
    return Figure(
        NAME,
        "ms",
        times,
        BOUND_MS,
        f"{source(COUNT)}, {len(rounds)} rounds of {len(rounds[0])} keys",
        [
            f"search and render alone: median {median(work):.1f} ms, most {max(work):.1f} ms",
            f"the slowest key made it “{worst['text']}”",
        ],
    )
