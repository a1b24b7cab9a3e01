"""The list of visits as a workbook, line by line as it stands on the screen."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from server.core.workbook import Cell, Column, write_sheet
from server.features.visits.models import Finding

COLUMNS = (
    Column("日期", 12),
    Column("企业", 32),
    Column("统一社会信用代码", 22),
    Column("分局", 14),
    Column("镇街", 12),
    Column("类型", 8),
    Column("到达", 17),
    Column("离开", 17),
    Column("走访人员", 24),
    Column("指导内容", 48),
    Column("发现的问题", 48),
    Column("备注", 32),
    Column("问题数", 8),
    Column("照片", 8),
    Column("企业代表", 20),
    Column("签字情况", 16),
    Column("未签字原因", 28),
    Column("签到", 20),
    Column("纬度", 12),
    Column("经度", 12),
    Column("状态", 10),
    Column("提示", 30),
    Column("收到时间", 17),
)
KIND_WORDS = {"guidance": "指导", "notice": "告知", "follow_up": "回访", "other": "其他"}
SIGN_WORDS = {"signed": "已签字", "refused": "拒签", "absent": "无授权人员在场"}
SOURCE_WORDS = {"gps": "手机定位", "pin": "示意图选点", "town": "选择镇街"}
CATEGORY_WORDS = {
    "water": "废水",
    "air": "废气",
    "noise": "噪声",
    "waste": "固废危废",
    "procedure": "环保手续",
    "other": "其他",
}
FINDING_WORDS = {"open": "待解决", "solved": "已解决"}
NOWHERE: dict[str, Any] = {"source": "", "lat_e7": None, "lng_e7": None, "town_name": ""}
STATE_WORDS = {"closed": "已完成", "withdrawn": "已撤回"}


def visits_sheet(lines: Iterable[dict[str, Any]]) -> bytes:
    """Return the workbook of a list of visits."""
    return write_sheet("走访记录", COLUMNS, _rows(lines))


def _rows(lines: Iterable[dict[str, Any]]) -> Iterator[Sequence[Cell]]:
    for line in lines:
        position = line["position"] or NOWHERE
        yield (
            line["visited_on"],
            line["enterprise_name"],
            line["enterprise_code"],
            line["branch_name"],
            line["town_name"],
            KIND_WORDS[line["kind"]],
            line["opened_at"],
            line["closed_at"],
            "、".join(person["name"] for person in line["participants"]),
            line["guidance"],
            "\n".join(_finding(found) for found in line["findings"]),
            line["note"],
            line["n_findings"],
            line["n_photos"],
            " ".join(filter(None, (line["representative"], line["representative_title"]))),
            SIGN_WORDS[line["sign_state"]],
            line["sign_reason"],
            _place(position),
            _degrees(position["lat_e7"]),
            _degrees(position["lng_e7"]),
            STATE_WORDS[line["state"]],
            "；".join(line["flag_words"]),
            line["received_at"],
        )


def _finding(found: Finding) -> str:
    outcome = FINDING_WORDS[found.state]
    solved = f"{outcome}：{found.solved_note}" if found.solved_note else outcome
    return f"{CATEGORY_WORDS[found.category]}：{found.text}（{solved}）"


def _place(position: dict[str, Any]) -> str:
    source = SOURCE_WORDS.get(position["source"], "没有签到")
    return f"{source}：{position['town_name']}" if position["town_name"] else source


def _degrees(e7: int | None) -> float | None:
    return None if e7 is None else e7 / 10_000_000
