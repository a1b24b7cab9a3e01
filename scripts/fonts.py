"""Make the faces of papers from the Fandol fonts (Debian: texlive-lang-chinese).

`python -m scripts.fonts FOLDER` writes to `server/templates/fonts` what FOLDER has of
FandolFang-Regular.otf, cut to the characters of GB 2312, and of FandolSong-Bold.otf, cut to those
that stand in titles. Both get quadratic outlines, which WeasyPrint loads and embeds fastest.
"""

import sys
from pathlib import Path
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

from scripts.setup.places import ROOT

FONTS = ROOT / "server" / "templates" / "fonts"
# Every character of the papers' own words and of the branches' names may stand in a title.
WORDS = (
    ROOT / "server" / "features" / "documents" / "wording.py",
    ROOT / "server" / "templates" / "paper.html",
    ROOT / "server" / "features" / "organisation" / "city.json",
    ROOT / "server" / "features" / "organisation" / "commands.py",
)
# Of 1,000 units to the em: a twentieth of a point at the size of the text.
MOST_DEVIATION = 4
LATIN = range(0x20, 0x7F)
SIGNS = "〔〕［］（）《》〈〉【】「」『』“”‘’—…·、。，；：？！％℃±～°²³μ／－＋＝×"
ROWS, CELLS = range(0xA1, 0xF8), range(0xA1, 0xFF)
UNUSED_TABLES = ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG"]
OLD_TABLE, NEW_TABLE = "CFF ", "glyf"
MAXP = (
    *("maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours"),
    *("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"),
    *("maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxComponentDepth"),
)


def main(folder: Path) -> None:
    """Write both faces to where the templates look for them."""
    _make(folder / "FandolFang-Regular.otf", FONTS / "fangsong.ttf", _of_gb_2312())
    _make(folder / "FandolSong-Bold.otf", FONTS / "song-bold.ttf", _of_titles())


def _make(source: Path, place: Path, characters: set[int]) -> None:
    font = TTFont(source)
    _keep_only(font, characters)
    _turn_quadratic(font)
    font.save(place)
    print(f"{place.name}: {len(font.getGlyphOrder())} glyphs, {place.stat().st_size} bytes")


def _of_gb_2312() -> set[int]:
    gb = (bytes([row, cell]).decode("gb2312", "ignore") for row in ROWS for cell in CELLS)
    return {*LATIN, *(ord(sign) for sign in SIGNS), *(ord(char) for char in gb if char)}


def _of_titles() -> set[int]:
    words = "".join(file.read_text(encoding="utf-8") for file in WORDS)
    return {*LATIN, *(ord(sign) for sign in SIGNS), *(ord(char) for char in words)}


def _keep_only(font: Any, characters: set[int]) -> None:
    options = Options()
    options.layout_features = []
    options.drop_tables += UNUSED_TABLES
    options.hinting = False
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def _turn_quadratic(font: Any) -> None:
    outlines, order = font.getGlyphSet(), font.getGlyphOrder()
    glyphs = {name: _quadratic(outlines, name) for name in order}
    font["loca"], font[NEW_TABLE] = newTable("loca"), newTable(NEW_TABLE)
    font[NEW_TABLE].glyphOrder, font[NEW_TABLE].glyphs = order, glyphs
    del font[OLD_TABLE]
    font[NEW_TABLE].compile(font)
    font["maxp"].tableVersion = 0x00010000
    for name in MAXP:
        setattr(font["maxp"], name, 0)
    font["maxp"].maxZones = 1
    font["post"].formatType = 3.0
    font["post"].extraNames, font["post"].mapping, font["post"].glyphOrder = [], {}, order
    font["hmtx"].metrics = {
        name: (advance, glyphs[name].xMin if glyphs[name].numberOfContours else 0)
        for name, (advance, _) in font["hmtx"].metrics.items()
    }
    font.sfntVersion = "\0\1\0\0"


def _quadratic(outlines: Any, name: str) -> Any:
    pen = TTGlyphPen(outlines)
    outlines[name].draw(Cu2QuPen(pen, MOST_DEVIATION, reverse_direction=True))
    return pen.glyph()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
