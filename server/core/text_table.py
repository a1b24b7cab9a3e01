"""Tables as CSV files to take away: no spreadsheet runs a cell of them."""

import csv
import io
from collections.abc import Iterable, Sequence

from server.core.workbook import Cell

# The wide ones are what a Chinese keyboard types, and spreadsheets take them for the narrow ones.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
UNSEEN_STARTS = ("\t", "\r", "\n", "\0")


def write_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table in UTF-8, its text made inert (RFC 4180; ASVS 5.0 V1.2.10)."""
    out = io.StringIO()
    csv.writer(out).writerows([_inert(cell) for cell in row] for row in rows)
    # Excel takes a CSV without this mark for GBK.
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _inert(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    runs = cell.startswith(UNSEEN_STARTS) or cell.lstrip().startswith(FORMULA_STARTS)
    return f"'{cell}" if runs else cell
