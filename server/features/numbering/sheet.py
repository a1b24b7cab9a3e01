"""The register as a table to take away, each number explained in words."""

from collections.abc import Iterator, Sequence

from server.core.text_table import write_csv
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


def register_sheet(title: str, lines: Sequence[Line]) -> bytes:
    """Return the register as a workbook."""
    return write_sheet(title, COLUMNS, _rows(lines))


def register_csv(lines: Sequence[Line]) -> bytes:
    """Return the register as CSV."""
    return write_csv([[column.title for column in COLUMNS], *_rows(lines)])


def explained(line: Line) -> str:
    """Return in words what became of a number."""
    state = "passed" if line.is_passed else line.state
    return EXPLAINED[state].format(line=line)


def _rows(lines: Sequence[Line]) -> Iterator[Sequence[Cell]]:
    for line in lines:
        words = WORDS[line.state]
        yield (line.text, words, explained(line), line.given_on, line.person_name)
