"""Take the pictures of every screen for docs/pictures: real server, demo data, real flows."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Playwright, sync_playwright

from tests.e2e import door_pictures, office_pictures, other_sizes, phone_pictures
from tests.e2e.album import Album
from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.scene import paint_workshop

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


def main() -> None:
    with TemporaryDirectory() as name, _bureau(Path(name)) as bureau:
        folder = Path(name)
        photos = [paint_workshop(folder / f"workshop-{n}.jpg", n) for n in (1, 2)]
        with sync_playwright() as playwright:
            _take_all(playwright, bureau, folder, photos)
        # The pictures in the repository fall only when all the new ones are there.
        shutil.rmtree(PICTURES, ignore_errors=True)
        shutil.copytree(folder / "pictures", PICTURES)


def _take_all(playwright: Playwright, bureau: Bureau, folder: Path, photos: list[Path]) -> None:
    pictures = folder / "pictures"
    pictures.mkdir()
    phone = Browser(playwright, folder / "phone", bureau.url)
    second = Browser(playwright, folder / "second-phone", bureau.url)
    phone_pictures.take(Album(pictures, "phone"), phone, second, bureau, photos)
    phone.close()
    second.close()
    desktop = Browser(playwright, folder / "desktop", bureau.url, is_phone=False)
    office_pictures.take(Album(pictures, "desktop"), desktop, folder)
    desktop.close()
    other_sizes.take(pictures, playwright, bureau, folder)
    door_pictures.take_all(pictures, _at_the_door(playwright, folder, bureau.url), bureau)


def _at_the_door(playwright: Playwright, folder: Path, url: str) -> dict[str, Browser]:
    """Phones and desks of their own."""
    phones = ("lead", "second")
    return {
        who: Browser(playwright, folder / f"door-{who}", url, is_phone=who in phones)
        for who in (*phones, "field", "office")
    }


@contextmanager
def _bureau(folder: Path) -> Iterator[Bureau]:
    data = folder / "bureau"
    data.mkdir()
    bureau = Bureau(data)
    bureau.run("demo")
    bureau.start()
    try:
        yield bureau
    finally:
        bureau.stop()


if __name__ == "__main__":
    main()
