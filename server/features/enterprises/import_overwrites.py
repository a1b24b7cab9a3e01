"""What an import would overwrite, in the words of the screen."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from server.features.enterprises.columns import LABELS
from server.features.enterprises.import_plan import Plan

BLANK = "（空）"
FIELD_WORDS = {**LABELS, "town_code": LABELS["town"], "verified": "核实情况", "active": "状态"}
FLAG_WORDS = {"verified": ("未核实", "已核实"), "active": ("已停用", "在业")}


def told_overwrites(plan: Plan, towns: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield one line per enterprise and field: what stands there now, and what would."""
    for change in plan.updated:
        for field, (old, new) in change.changes.items():
            yield {
                "row": change.row,
                "name": change.values["name"],
                "field": FIELD_WORDS[field],
                "old": _words(field, old, towns),
                "new": _words(field, new, towns),
            }


def _words(field: str, value: Any, towns: Mapping[str, str]) -> str:
    if field in FLAG_WORDS:
        return FLAG_WORDS[field][bool(value)]
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if field == "town_code":
        return towns.get(value or "", "镇街不明")
    return str(value) if value else BLANK
