"""Columns of a chunk in the form that packs best (docs/protocol.md §4).

Every form is plain JSON and says how its cells are read back. Which one a column takes is tried
out; whoever reads knows them all.
"""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sync.protocol import Json

Encode = Callable[[Json], bytes]
Cells = Sequence[Any]
# A list of cells as they are, or one of the forms below.
Column = Sequence[Any] | Json

# Stands for a run of digits in a shape.
GAP = "\t"
_DIGITS = re.compile("[0-9]+")
# Longer texts are no codes, and pack better as they are.
WIDEST = 64
# Words that return so often at least, by all cells, are worth a list of their own.
RETURNS = 4


def packed_columns(columns: Sequence[Cells], encode: Encode) -> list[Column]:
    """Return each column in the form that gives the fewest bytes, the plain list where none helps.

    The same cells give the same forms.
    """
    befores: Sequence[Cells] = [(), *columns]
    pairs = zip(befores, columns, strict=False)
    return [_packed(cells, before, encode) for before, cells in pairs]


def unpacked_columns(columns: Sequence[Column]) -> list[Cells]:
    """Return the cells of each column, whatever their forms."""
    read: list[Cells] = []
    for column in columns:
        before = read[-1] if read else ()
        read.append(_unpacked(column, before))
    return read


def _packed(cells: Cells, before: Cells, encode: Encode) -> Column:
    if not cells or any(isinstance(cell, (list, tuple, dict, float)) for cell in cells):
        return cells
    if _is_one(cells):
        return {"all": cells[0], "n": len(cells)}
    follows = _lettered(cells, before)
    forms = (cells, *follows, *_worded(cells, encode), *_wide(cells), *_shaped(cells, encode))
    return _least(forms, encode)


def _unpacked(column: Column, before: Cells = ()) -> Cells:
    if not isinstance(column, Mapping):
        return column
    if "all" in column:
        return [column["all"]] * column["n"]
    if "words" in column:
        return [column["words"][at] for at in _unpacked(column["at"])]
    if "shapes" in column:
        return _filled(column)
    if "letters" in column:
        return _spelt(column, before)
    return _narrowed(column)


def _least(forms: Iterable[Column], encode: Encode) -> Column:
    return min(forms, key=lambda form: len(zlib.compress(encode({"": form}))))


def _simple(cells: Cells, encode: Encode) -> Column:
    """Numbers and digits within another form, which nothing else suits."""
    if _is_one(cells):
        return {"all": cells[0], "n": len(cells)}
    return _least((cells, *_wide(cells)), encode)


def _worded(cells: Cells, encode: Encode) -> Iterator[Column]:
    """Words that return: each once, and for every cell which it is."""
    keys = [(type(cell), cell) for cell in cells]
    place = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    if len(place) * RETURNS <= len(cells):
        at = _simple([place[key] for key in keys], encode)
        yield {"words": [word for _, word in place], "at": at}


def _lettered(cells: Cells, before: Cells) -> Iterator[Column]:
    """Texts that follow those of the column before letter by letter, as initials do names."""
    if not all(isinstance(cell, str) for cell in (*cells, *before)):
        return
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for text, cell in zip(before, cells, strict=False):
        if len(text) == len(cell):
            for letter, other in zip(text, cell, strict=True):
                seen[letter][other] += 1
    # Of equally frequent ones the first in order, so that the same rows give the same bytes.
    usual = {letter: min(some, key=lambda one: (-some[one], one)) for letter, some in seen.items()}
    spelt = [_spelling(text, usual) for text in before]
    but = [[n, cell] for n, cell in enumerate(cells) if n >= len(spelt) or spelt[n] != cell]
    if len(but) * RETURNS <= len(cells):
        letters: dict[str, str] = defaultdict(str)
        for letter in sorted(usual):
            letters[usual[letter]] += letter
        yield {"letters": dict(sorted(letters.items())), "but": but}


def _spelt(column: Json, before: Cells) -> list[str]:
    usual = {one: letter for letter, some in column["letters"].items() for one in some}
    cells = [_spelling(text, usual) for text in before]
    for n, cell in column["but"]:
        cells[n] = cell
    return cells


def _spelling(text: str, usual: Mapping[str, str]) -> str:
    return "".join(usual.get(letter, "") for letter in text)


def _wide(cells: Cells) -> Iterator[Column]:
    """Short ASCII texts or whole numbers, all first characters first: like stands beside like."""
    some = [cell for cell in cells if cell is not None]
    kinds = {type(cell) for cell in some}
    if len(kinds) != 1 or not kinds <= {str, int}:
        return
    texts = ["" if cell is None else str(cell) for cell in cells]
    width = max(map(len, texts))
    has_both = None in cells and "" in some
    is_plain = all(text.isascii() and text.isprintable() for text in texts)
    if width > WIDEST or has_both or not is_plain or any(text.startswith(" ") for text in texts):
        return
    filled = [text.rjust(width) for text in texts]
    form: dict[str, Any] = {"wide": width, "text": "".join(map("".join, zip(*filled, strict=True)))}
    if kinds == {int}:
        form["number"] = True
    if None in cells:
        form["null"] = True
    yield form


def _narrowed(column: Json) -> list[Any]:
    width, text = column["wide"], column["text"]
    n = len(text) // width
    texts = [text[row::n].lstrip(" ") for row in range(n)]
    read: Callable[[str], Any] = int if column.get("number") else str
    empty = None if column.get("null") else ""
    return [read(one) if one else empty for one in texts]


def _shaped(cells: Cells, encode: Encode) -> Iterator[Column]:
    """Texts that differ in their digits: the few shapes, and the digits place by place."""
    if not all(isinstance(cell, str) and GAP not in cell for cell in cells):
        return
    shapes = [_DIGITS.sub(GAP, cell) for cell in cells]
    if len(set(shapes)) * RETURNS > len(cells):
        return
    runs = [_DIGITS.findall(cell) for cell in cells]
    places = range(max(map(len, runs)))
    digits = [[run[n] for run in runs if len(run) > n] for n in places]
    if digits:
        yield {
            "shapes": _least((*_worded(shapes, encode),), encode),
            "digits": [_simple(some, encode) for some in digits],
        }


def _filled(column: Json) -> list[str]:
    digits = [iter(_unpacked(some)) for some in column["digits"]]
    return ["".join(_pieces(shape, digits)) for shape in _unpacked(column["shapes"])]


def _pieces(shape: str, digits: Sequence[Iterator[str]]) -> Iterable[str]:
    first, *rest = shape.split(GAP)
    yield first
    for n, piece in enumerate(rest):
        yield next(digits[n])
        yield piece


def _is_one(cells: Cells) -> bool:
    return all(type(cell) is type(cells[0]) and cell == cells[0] for cell in cells)
