"""The list of matters as a workbook, line by line as it stands on the screen."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from server.core.workbook import Cell, Column, write_sheet
from server.features.cases.refusals import STATE_WORDS

COLUMNS = (
    Column("登记日期", 17),
    Column("来源", 12),
    Column("事项", 40),
    Column("企业", 32),
    Column("分局", 14),
    Column("镇街", 12),
    Column("疑难", 8),
    Column("状态", 10),
    Column("包案人", 12),
    Column("包案时间", 17),
    Column("期限", 12),
    Column("逾期", 8),
    Column("确认日期", 12),
    Column("登记人", 12),
)
SOURCE_WORDS = {"finding": "走访问题", "petition": "信访", "registration": "现场办理"}
CHANNEL_WORDS = {"telephone": "（电话）", "letter": "（来信）", "counter": "（窗口）"}


def cases_sheet(lines: Iterable[dict[str, Any]]) -> bytes:
    """Return the workbook of a list of matters."""
    return write_sheet("事项", COLUMNS, _rows(lines))


def _rows(lines: Iterable[dict[str, Any]]) -> Iterator[Sequence[Cell]]:
    for line in lines:
        yield (
            line["opened_at"],
            SOURCE_WORDS[line["source"]] + CHANNEL_WORDS.get(line["channel"], ""),
            line["title"],
            line["enterprise_name"],
            line["branch_name"],
            line["town_name"],
            "是" if line["hard"] else "",
            STATE_WORDS[line["state"]],
            line["holder_name"],
            line["taken_at"],
            line["due_on"],
            "是" if line["overdue"] else "",
            line["solved_on"],
            line["opened_name"],
        )
