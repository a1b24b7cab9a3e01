"""Real Chromium, killed while it writes: what was called saved reaches the bureau, and once.

Also when Chromium throws its whole database away (docs/decisions/0011): the copy of the queue
outside it (0012) has what the bureau did not have yet.
"""

import json
import logging
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from scripts.setup.node import find_node
from server.demo.people import PASSWORD
from tests.e2e.browser import CHROMIUM, FLAGS, kill_profile
from tests.e2e.bureau import Bureau
from tests.e2e.faults.books import books_of, is_recounted
from tests.e2e.faults.conftest import IS_LONG
from tests.e2e.proxy import Fate, Line, Request

LOG = logging.getLogger(__name__)
KILLS = 100 if IS_LONG else 20
MOST_SAVED = 40
PATIENCE_S = 120
WRITER = Path(__file__).parent / "writer"
DEVICE = "01a20af0-0000-7000-8000-0000000000cc"


@dataclass
class OutsideLedger:
    """What the page called saved, in words that no browser can lose; kills it at the n-th."""

    profile: Path
    saved: set[str] = field(default_factory=set)
    told: dict[str, Any] = field(default_factory=dict)
    heard: Event = field(default_factory=Event)
    kill_after: int | None = None
    thrown_away: int = 0

    def judge(self, request: Request) -> Fate:
        """Keep what comes for the ledger from the bureau, and let everything else pass."""
        _, _, what = request.path.partition("/ledger/")
        if not what:
            return "pass"
        words = json.loads(request.body)
        if what == "saved":
            self._note(words)
        else:
            self.told[what] = words
            if what == "holds" and words["loss"] == "total":
                self.thrown_away += 1
            if what in {"drained", "trouble"}:
                self.heard.set()
        return "cut request"

    def _note(self, name: str) -> None:
        self.saved.add(name)
        if self.kill_after is None:
            return
        self.kill_after -= 1
        if self.kill_after <= 0:
            self.kill_after = None
            kill_profile(self.profile)
            self.heard.set()

    def run(self, url: str, *, kill_after: int | None = None) -> dict[str, Any]:
        """Open the page until it was killed or has drained; return what it held at its start."""
        self.told.clear()
        self.heard.clear()
        self.kill_after = kill_after
        words = [CHROMIUM or "", *FLAGS, f"--user-data-dir={self.profile}", url]
        nowhere = subprocess.DEVNULL
        browser = subprocess.Popen(words, stdout=nowhere, stderr=nowhere)
        try:
            assert self.heard.wait(PATIENCE_S), self.told
        finally:
            kill_profile(self.profile)
            browser.wait(timeout=30)
        assert "trouble" not in self.told, self.told
        holds: dict[str, Any] = self.told["holds"]
        return holds


@pytest.fixture
def bureau(demo_data: Path, tmp_path: Path) -> Iterator[Bureau]:
    """A bureau that serves the page instead of the app."""
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt-get install chromium")
    page = tmp_path / "page"
    page.mkdir()
    node = find_node().folder / "node"
    subprocess.run([node, WRITER / "build.mjs", page], check=True)
    folder = tmp_path / "bureau"
    shutil.copytree(demo_data, folder)
    running = Bureau(folder, settings={"DOORSTEP_PWA_DIR": str(page)})
    running.start()
    yield running
    running.stop()


@dataclass(frozen=True)
class Series:
    """So many kills; the database is thrown away after each `loss_every`th."""

    kills: int
    loss_every: int


@pytest.mark.timeout(0 if IS_LONG else 1200)
@pytest.mark.parametrize(
    "series",
    [Series(KILLS, KILLS + 1), Series(KILLS // 4, 1), Series(KILLS // 4, 2)],
    ids=["killed", "all lost each time", "all lost every other time"],
)
def test_a_browser_killed_while_it_writes_loses_nothing_that_it_called_saved(
    bureau: Bureau, tmp_path: Path, series: Series
) -> None:
    chance = random.Random(5)  # noqa: S311 - the same kills in every run
    ledger = OutsideLedger(tmp_path / "profile")
    with Line(bureau.port) as line:
        line.judge = ledger.judge
        page = f"{line.url}/?device={DEVICE}&password={PASSWORD}"
        for n in range(1, series.kills + 1):
            is_one_chain(ledger.run(page, kill_after=chance.randint(1, MOST_SAVED)), ledger, bureau)
            if n % series.loss_every == 0:
                throw_database_away(ledger)
        is_one_chain(ledger.run(f"{page}&drain"), ledger, bureau)
        drained = ledger.told["drained"]
    LOG.info("%d saved, %d databases thrown away", len(ledger.saved), ledger.thrown_away)

    books = books_of(bureau)
    query = "SELECT name FROM enterprise WHERE name LIKE '东莞市0%五金厂'"
    added = Counter(row.name for row in books.rows(query))
    assert ledger.saved - added.keys() == set()
    assert {name: times for name, times in added.items() if times > 1} == {}
    assert books.taken("enterprise.add") == sum(added.values())
    query = "SELECT seq, hash, status FROM sync_command WHERE device_id = :device ORDER BY seq"
    taken = books.rows(query, device=drained["device"])
    assert [row.seq for row in taken] == list(range(1, drained["made"] + 1))
    hashes = {row.seq: row.hash for row in taken}
    assert dict(drained["entries"]).items() <= hashes.items()
    assert {row.status for row in taken} <= {"applied", "duplicate"}
    is_recounted(books)


def throw_database_away(ledger: OutsideLedger) -> None:
    """Do what Chromium does to a database that it finds damaged."""
    shutil.rmtree(ledger.profile / "Default" / "IndexedDB")
    # The browser finds an empty place and has no loss to tell of.
    ledger.thrown_away += 1


def is_one_chain(holds: dict[str, Any], ledger: OutsideLedger, bureau: Bureau) -> None:
    """What stands in the store goes on without a gap to the last command that was made.

    Of a store that was thrown away comes back what the copy has: what waited, and the newest that
    was answered. Between them lacks only what the bureau has.
    """
    seqs = [seq for seq, _ in holds["entries"]]
    assert seqs == sorted(set(seqs))
    assert seqs[-1:] in ([], [holds["made"]])
    lacking = set(range(seqs[0], holds["made"])) - set(seqs) if seqs else set()
    if ledger.thrown_away == 0:
        assert lacking == set()
        return
    query = "SELECT seq FROM sync_command WHERE device_id = :device"
    taken = {row.seq for row in books_of(bureau).rows(query, device=holds["device"])}
    assert lacking <= taken
