"""The register as a table to take away, each number explained in words."""

import csv
import io
from collections.abc import Iterator, Sequence

from server.core.workbook import Cell, Column, write_sheet
from server.features.numbering.register import Line

COLUMNS = (
    Column("编号", 28),
    Column("情况", 12),
    Column("说明", 60),
    Column("日期", 12),
    Column("经办人", 12),
)
WORDS = {
    "used": "已使用",
    "leased": "已领未用",
    "returned": "已交回",
    "void": "已作废",
    "lost": "可能已发出",
    "paper": "纸质编号",
}
EXPLAINED = {
    "used": "用于{line.about}",
    "void": "作废原因：{line.reason}",
    "leased": "在{line.person_name}的手机上，尚未使用",
    "passed": "{line.person_name}的手机已越过此号，记录尚未送达或待复核",
    "lost": "{line.person_name}领用的号段已停用（{line.reason}），可能已发出，不再使用",
    "returned": "已交回，优先再领用",
    "paper": "启用本系统之前的纸质编号",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def register_sheet(title: str, lines: Sequence[Line]) -> bytes:
    """Return the register as a workbook."""
    return write_sheet(title, COLUMNS, _rows(lines))


def register_csv(lines: Sequence[Line]) -> bytes:
    """Return the register as CSV; no cell of it is run as a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([column.title for column in COLUMNS])
    table.writerows([_inert(cell) for cell in row] for row in _rows(lines))
    # Excel takes a CSV without this mark for GBK.
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def explained(line: Line) -> str:
    """Return in words what became of a number."""
    state = "passed" if line.is_passed else line.state
    return EXPLAINED[state].format(line=line)


def _rows(lines: Sequence[Line]) -> Iterator[Sequence[Cell]]:
    for line in lines:
        words = WORDS[line.state]
        yield (line.text, words, explained(line), line.given_on, line.person_name)


def _inert(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
