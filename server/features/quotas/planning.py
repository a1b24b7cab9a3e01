"""Whether a plan may stand: what is wrong with it, said in words and with the place."""

from typing import Any

from sqlalchemy.orm import Session

from server.core.problems import Problem
from server.features.quotas import queries
from server.features.quotas.models import QuotaPlan
from sync.rules.quota_plan import CHOICES, MOST, MOST_WEIGHT, plan_faults

KINDS = ("enterprises", "people")
WORDS = {
    "rank": "没有这个职级",
    "target": f"要填 0 到 {MOST} 的整数",
    "choice": "没有这种算法",
    "weight": f"每项都要填 0 到 {MOST_WEIGHT} 的整数",
}
PLACES = {
    "rank": "职级",
    "visits": "走访企业",
    "solved": "解决问题",
    "rank_rule": "期间职级变动",
    "part_rule": "不满一期",
    "rounding": "取整",
    "transfer_rule": "调动",
    "work_rule": "计入范围",
    "co_rule": "同行走访",
    "least_days": "最少天数",
    "weights": "权重",
}
assert CHOICES.keys() < PLACES.keys()


class PeriodBackwards(Problem):
    code = "422.50"
    title = "任务期的结束日期早于开始日期"


class RankTwice(Problem):
    code = "422.51"
    title = "同一职级只能有一行指标"


class PlanUnsound(Problem):
    code = "422.170"
    title = "方案有填写不对的地方"


class PeriodTaken(Problem):
    code = "409.170"
    title = "同类方案的任务期不能重叠"


def check(session: Session, plan: QuotaPlan) -> None:
    """Refuse a plan that makes no sense by itself, or beside the others of its kind."""
    refuse_unsound(queries.plan_as_data(plan))
    with session.no_autoflush:
        other = queries.overlapping(session, plan)
    if other is not None:
        raise PeriodTaken(f"“{other.name}”是 {other.period_from} 至 {other.period_to}")


def refuse_unsound(told: dict[str, Any]) -> None:
    """Refuse a plan whose own words make no sense, with the place and the reason."""
    faults = list(plan_faults(told))
    kinds = {kind for _, kind in faults}
    if "backwards" in kinds:
        raise PeriodBackwards
    if "twice" in kinds:
        raise RankTwice
    if faults:
        raise PlanUnsound("；".join(_words(place, kind) for place, kind in faults))


def _words(place: str, kind: str) -> str:
    parts = place.split(".")
    where = f"第 {int(parts[1]) + 1} 行的" if parts[0] == "rows" else ""
    return f"{where}“{PLACES.get(parts[-1], parts[-1])}”{WORDS[kind]}"
