"""First sync of 10,000 enterprises in real Chromium, until all is durable and can be searched.

The clock runs from the moment the app asks `/api/sync` to the later of two: the strict IndexedDB
transaction with all rows is complete, and an enterprise typed into the search stands in the list.
`first_sync.js` watches from outside; nothing in the app is changed for it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, expect

from bench.figure import Figure, NotMeasured
from bench.installation import new_installation
from bench.phone import new_phone, officer_signs_in, why_no_browser
from bench.registry import fill, source

NAME = "First sync, durable and searchable"
COUNT = 10_000
BOUND_S = 1.5
RUNS = 5
WATCH = (Path(__file__).parent / "first_sync.js").read_text()
STAGES = (
    ("wait for the server", "asked", "headers"),
    ("read the body", "headers", "body"),
    ("parse JSON", "body", "parsed"),
    ("check and pack", "parsed", "packed"),
    ("store (strict)", "packed", "stored"),
    ("replica, search, list", "stored", "found"),
)
FLOOR = """async (device) => {
  const question = { proto: 1, schema: 1, app: '0.1.0', device, first_seq: 1, limit: 20000 }
  const body = JSON.stringify(question)
  const headers = { 'Content-Type': 'application/json', 'X-Doorstep': '1' }
  const start = performance.now()
  const answer = await fetch('/api/sync', { method: 'POST', headers, body })
  JSON.parse(await answer.text())
  return performance.now() - start
}"""


def measure() -> Figure | NotMeasured:
    """Sign an officer in on new phones, one after the other."""
    if (reason := why_no_browser()) is not None:
        return NotMeasured(NAME, reason)
    with new_installation() as installation:
        # Only one enterprise has this name.
        sought = fill(installation, COUNT)[COUNT // 2][1]
        with installation.serving() as server:
            url = f"http://{server.host}:{server.port}"
            noted = [_one(url, sought) for _ in range(RUNS)]
    return Figure(
        NAME, "s", [_seconds(run) for run in noted], BOUND_S, source(COUNT), _parts(noted)
    )


def _one(url: str, sought: str) -> dict[str, float]:
    with new_phone(url) as browser:
        page = browser.open("/healthz")
        page.add_init_script(f"window.sought = {json.dumps(sought)};{WATCH}")
        officer_signs_in(page, towards="/enterprises")
        noted: dict[str, float] = page.evaluate("firstSync")
        assert _rows_stored(page) >= COUNT
        device = "01a20af0-0000-7000-8000-00000000f100"
        noted["floor"] = page.evaluate(FLOOR, device)
    return noted


def _rows_stored(page: Page) -> int:
    """Count what the app finds on the phone when it is opened anew, where nobody types."""
    anew = page.context.new_page()
    anew.goto("/enterprises")
    heading = anew.get_by_role("heading", name=re.compile(r"全部 \d+ 家"))
    expect(heading).to_be_visible(timeout=60_000)
    return int("".join(re.findall(r"\d", heading.inner_text())))


def _seconds(noted: Mapping[str, float]) -> float:
    return (max(noted["stored"], noted["found"]) - noted["asked"]) / 1000


def _parts(noted: Sequence[Mapping[str, float]]) -> list[str]:
    parts = [
        f"{name} {median(run[end] - run[start] for run in noted):.0f}"
        for name, start, end in STAGES
    ]
    floor = median(run["floor"] for run in noted) / 1000
    ratio = median(_seconds(run) for run in noted) / floor
    size = median(run["characters"] for run in noted) / 1e6
    return [
        f"medians in ms: {', '.join(parts)}",
        f"floor: bare fetch and JSON.parse of the same {size:.1f} M characters {floor:.3f} s",
        f"ours is {ratio:.2f} times the floor",
    ]
