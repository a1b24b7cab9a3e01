"""Fixtures for tests in a real browser against a real server process."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Playwright, sync_playwright

from server.config import from_environment
from tests.e2e.browser import CHROMIUM, Browser
from tests.e2e.bureau import Bureau, make_papers
from tests.e2e.ledger import Ledger

pytestmark = pytest.mark.e2e


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(600))


# While it runs, so does an event loop in the thread of the tests, and pyHanko can seal nothing
# there: it has to end before a worker goes on to tests of other places.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Demo data made once, to be copied by each test."""
    if not (from_environment().pwa_dir / "index.html").is_file():
        pytest.skip("the PWA is not built: npm run build in pwa/")
    # With pytest-xdist every worker has a folder of its own below that of the run.
    below_run = "PYTEST_XDIST_WORKER" in os.environ
    base = tmp_path_factory.getbasetemp()
    return _made_once((base.parent if below_run else base) / "demo")


def _made_once(folder: Path) -> Path:
    """Let the first worker make the demo data and the others wait for it."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = folder.with_suffix(".making")
            making.mkdir()
            made = Bureau(making)
            made.run("demo")
            make_papers(made)
            making.rename(folder)
    return folder


@pytest.fixture
def settings() -> dict[str, str]:
    """Return what a bureau has set otherwise than by default; files of tests say it."""
    return {}


@pytest.fixture
def bureau(demo_data: Path, tmp_path: Path, settings: dict[str, str]) -> Iterator[Bureau]:
    """A running server with demo data of its own."""
    folder = tmp_path / "bureau"
    shutil.copytree(demo_data, folder)
    running = Bureau(folder, settings=settings)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def phone(playwright: Playwright, bureau: Bureau, tmp_path: Path) -> Iterator[Browser]:
    """The officer's phone."""
    browser = Browser(playwright, tmp_path / "phone", bureau.url)
    yield browser
    browser.close()


@pytest.fixture
def second_phone(playwright: Playwright, bureau: Bureau, tmp_path: Path) -> Iterator[Browser]:
    """The co-officer's phone."""
    browser = Browser(playwright, tmp_path / "second-phone", bureau.url)
    yield browser
    browser.close()


@pytest.fixture
def desktop(playwright: Playwright, bureau: Bureau, tmp_path: Path) -> Iterator[Browser]:
    """A desktop in the office."""
    browser = Browser(playwright, tmp_path / "desktop", bureau.url, is_phone=False)
    yield browser
    browser.close()


@pytest.fixture
def ledger(bureau: Bureau) -> Ledger:
    """The bureau's database, to see what really arrived."""
    return Ledger(bureau.folder)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two real JPEGs, each larger than what the phone keeps of it."""
    folder = tmp_path_factory.mktemp("pictures")
    return [_photograph(folder / f"photo-{n}.jpg", n) for n in (1, 2)]


def _photograph(path: Path, n: int) -> Path:
    slope = Image.linear_gradient("L").resize((2400, 1800))
    bands = [slope, slope.rotate(90 * n).resize(slope.size), slope.rotate(180)]
    Image.merge("RGB", bands).save(path, quality=92)
    return path
