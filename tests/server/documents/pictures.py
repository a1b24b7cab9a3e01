"""Print every kind of paper into docs/pictures: `python -m tests.server.documents.pictures`."""

import io
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from server.features.documents.contents import KINDS
from server.features.documents.pressing import Press
from server.features.documents.wording import content
from tests.server.documents.acts import MADE_AT, act_for

FOLDER = Path(__file__).parents[3] / "docs" / "pictures"
DOTS_PER_INCH = 75
# The regime of 2015 is no law any more, and the exemption is invented: both are shown as the demo
# prints them.
DEMOS = frozenset({"decision", "exemption"})


def main() -> None:
    """Write a picture per kind, its pages beside one another."""
    with tempfile.TemporaryDirectory() as folder:
        press = Press(Path(folder) / "seal.pem")
        for n, kind in enumerate(KINDS, start=3):
            paper = content(kind, act_for(kind, demo=kind in DEMOS))
            picture = _side_by_side(_pages(press.make(paper, MADE_AT)))
            picture.quantize(32).save(FOLDER / f"paper-{n:02}-{kind}.png", optimize=True)
        press.stop()


def _pages(pdf: bytes) -> list[Image.Image]:
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(DOTS_PER_INCH), "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, check=True)
        return [Image.open(io.BytesIO(one.read_bytes())) for one in sorted(Path(folder).iterdir())]


def _side_by_side(pages: list[Image.Image]) -> Image.Image:
    width, height = pages[0].size
    picture = Image.new("RGB", (width * len(pages) + len(pages) - 1, height), "grey")
    for n, page in enumerate(pages):
        picture.paste(page, (n * (width + 1), 0))
    return picture


if __name__ == "__main__":
    main()
