"""Numbered pictures of screens, small enough for a repository."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

COLOURS = 96
# A sheet that is still rising would not be in the picture.
AT_REST = """() => document.getAnimations().every((one) =>
  one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"""


@dataclass
class Album:
    """Keeps pictures of one kind of screen as `<kind>-NN-<name>.png`."""

    folder: Path
    kind: str
    n: int = 0

    def keep(self, page: Page, name: str) -> None:
        page.evaluate("() => document.fonts.ready.then(() => true)")
        # What Vant says in passing would stand in the picture.
        expect(page.locator(".van-toast:visible")).to_have_count(0)
        page.wait_for_function(AT_REST)
        taken = page.screenshot(scale="css", animations="disabled", caret="hide")
        self.n += 1
        path = self.folder / f"{self.kind}-{self.n:02d}-{name}.png"
        picture = Image.open(BytesIO(taken)).convert("RGB")
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
