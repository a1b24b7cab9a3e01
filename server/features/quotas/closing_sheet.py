"""The statements of a closed plan as a workbook: frozen figures beside today's, and their proof."""

from collections.abc import Iterator, Mapping
from typing import Any

from server.core.workbook import Cell, Column, Sheet, write_book
from server.features.quotas.models import QuotaPlan

BRANCH_COLUMNS = (
    Column("单位", 18),
    *map(Column, ("人数", "完成", "走访企业", "走访家次", "解决问题")),
)
PERSON_COLUMNS = (
    Column("姓名", 12),
    Column("单位", 16),
    *map(Column, ("应走访企业", "已走访企业", "走访家次", "应解决问题", "已解决问题")),
    Column("结账后的变化（条）", 18),
    Column("按现有记录走访企业", 18),
    Column("按现有记录解决问题", 18),
    Column("哈希", 68),
)
BRANCH_FIELDS = ("branch_name", "people", "done", "enterprises", "visit_times", "solved")
PERSON_FIELDS = (
    *("name", "branch_name", "target_visits", "enterprises", "visit_times"),
    *("target_solved", "solved", "addenda", "now_enterprises", "now_solved", "hash"),
)


def closing_book(plan: QuotaPlan, told: Mapping[str, Any]) -> bytes:
    """Return the workbook of a closing as `explaining.statements_of` tells it."""
    return write_book(_sheets(plan, told))


def _sheets(plan: QuotaPlan, told: Mapping[str, Any]) -> Iterator[Sheet]:
    yield Sheet("说明", (Column("项目", 12), Column("内容", 90)), _head(plan, told))
    yield Sheet("单位", BRANCH_COLUMNS, _lines(told["branches"], BRANCH_FIELDS))
    yield Sheet("人员", PERSON_COLUMNS, _lines(told["rows"], PERSON_FIELDS))


def _head(plan: QuotaPlan, told: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    yield "方案", plan.name
    yield "期间", f"{plan.period_from} 至 {plan.period_to}"
    yield "结账", f"第 {told['number']} 次"
    yield "结账时间", told["at"]
    yield "核对", "；".join(told["faults"]) or "链、签名和审计记录都对"
    yield "链尾哈希", told["head"]
    yield "签名", told["signature"]


def _lines(rows: Any, names: tuple[str, ...]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        yield tuple(row[name] for name in names)
