"""The list of acts at the door as a workbook, line by line as it stands on the screen."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from server.core.workbook import Cell, Column, write_sheet

COLUMNS = (
    Column("日期", 12),
    Column("企业", 32),
    Column("统一社会信用代码", 22),
    Column("项目名称", 32),
    Column("分局", 14),
    Column("镇街", 12),
    Column("结论", 14),
    Column("办理", 14),
    Column("编号", 22),
    Column("备案号", 22),
    Column("主办人", 10),
    Column("协办人", 10),
    Column("协办人确认", 14),
    Column("企业签字", 14),
    Column("状态", 12),
    Column("待复核原因", 48),
    Column("演示", 8),
    Column("收到时间", 17),
)
OUTCOME_WORDS = {
    "registration_form": "登记表",
    "exempt": "豁免",
    "report_form": "报告表",
    "report_book": "报告书",
    "outside": "不纳入环评管理",
}
STATE_WORDS = {
    "confirmed": "已确认",
    "waiting": "等协办人确认",
    "in_review": "待复核",
    "withdrawn": "已撤回",
}
CO_WORDS = {"confirmed": "已确认", "waiting": "等确认", "declined": "不认可", "none": "无协办人"}
SIGN_WORDS = {"signed": "已签字", "refused": "拒签", "absent": "无授权人员在场"}


def registrations_sheet(lines: Iterable[dict[str, Any]]) -> bytes:
    """Return the workbook of a list of acts."""
    return write_sheet("现场办理", COLUMNS, _rows(lines))


def _rows(lines: Iterable[dict[str, Any]]) -> Iterator[Sequence[Cell]]:
    for line in lines:
        yield (
            line["decided_on"],
            line["enterprise_name"],
            line["enterprise_code"],
            line["project_name"],
            line["branch_name"],
            line["town_name"],
            OUTCOME_WORDS.get(line["outcome"], ""),
            line["word"],
            line["number"],
            line["filing_number"],
            line["lead_name"],
            line["co_name"],
            CO_WORDS[line["co_state"]],
            SIGN_WORDS[line["sign_state"]],
            STATE_WORDS[line["state"]],
            "；".join(line["grounds"]),
            "演示" if line["demo"] else "",
            line["received_at"],
        )
