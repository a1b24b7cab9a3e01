"""The list of visits as a workbook, line by line as it stands on the screen."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from server.core.workbook import Cell, Column, write_sheet

COLUMNS = (
    Column("日期", 12),
    Column("企业", 32),
    Column("分局", 14),
    Column("镇街", 12),
    Column("类型", 8),
    Column("到达", 17),
    Column("离开", 17),
    Column("走访人员", 24),
    Column("指导内容", 48),
    Column("发现问题", 10),
    Column("照片", 8),
    Column("签名", 16),
    Column("定位", 10),
    Column("纬度", 12),
    Column("经度", 12),
    Column("状态", 10),
    Column("提示", 30),
    Column("收到时间", 17),
)
KIND_WORDS = {"guidance": "指导", "notice": "告知", "follow_up": "回访", "other": "其他"}
SIGN_WORDS = {"signed": "已签名", "refused": "拒签", "absent": "无授权人员在场"}
SOURCE_WORDS = {"gps": "卫星定位", "pin": "手工标点", "town": "仅镇街"}
STATE_WORDS = {"closed": "已完成", "withdrawn": "已撤回"}


def visits_sheet(lines: Iterable[dict[str, Any]]) -> bytes:
    """Return the workbook of a list of visits."""
    return write_sheet("走访记录", COLUMNS, _rows(lines))


def _rows(lines: Iterable[dict[str, Any]]) -> Iterator[Sequence[Cell]]:
    for line in lines:
        position = line["position"] or {"source": "", "lat_e7": None, "lng_e7": None}
        yield (
            line["visited_on"],
            line["enterprise_name"],
            line["branch_name"],
            line["town_name"],
            KIND_WORDS[line["kind"]],
            line["opened_at"],
            line["closed_at"],
            "、".join(person["name"] for person in line["participants"]),
            line["guidance"],
            line["n_findings"],
            line["n_photos"],
            SIGN_WORDS[line["sign_state"]],
            SOURCE_WORDS.get(position["source"], "未定位"),
            _degrees(position["lat_e7"]),
            _degrees(position["lng_e7"]),
            STATE_WORDS[line["state"]],
            "；".join(line["flag_words"]),
            line["received_at"],
        )


def _degrees(e7: int | None) -> float | None:
    return None if e7 is None else e7 / 10_000_000
