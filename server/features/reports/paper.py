"""The formal report of a desk: what stands on it, as plain values for the press.

The charts are drawn by the template from these values: a point or a bar is a share of its scale.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from server.features.accounts.standing import RANK_WORDS, Rank
from server.features.organisation import queries as organisation
from server.features.quotas.sheet import STATE_WORDS
from server.features.reports.acts import ActLine
from server.features.reports.behind import Group, PersonLine
from server.features.reports.desk import Desk
from server.features.visits.sheet import CATEGORY_WORDS

TITLE = "走访服务工作情况报告"
PERCENT = 100
# The kinds as in `acts.ACT_WORDS`, as short as columns are narrow; the note below says the rest.
ACT_KINDS = ("批准", "备案协助", "豁免", "转报告", "不属于", "告知")
ACT_HEADS = ("分局", *ACT_KINDS, "合计", "待复核", "待协办", "已撤回")
SHEET_WIDTH = 300


def report_of(desk: Desk, author: str) -> dict[str, Any]:
    """Return the content of the report of a desk, made by somebody."""
    return {
        "title": TITLE,
        "agency": organisation.bureau_name(),
        "place": desk.place,
        "author": author,
        "period": f"{_day(desk.span.first)}至{_day(desk.span.last)}",
        "plan": desk.plan.name if desk.plan else "",
        "visits": desk.visits,
        "summary": _summary(desk),
        "branches": [_group(group) for group in desk.branches],
        "ranks": [_group(group) for group in desk.ranks],
        "people": [_person(line) for line in desk.people],
        "trend": _trend(desk),
        "months": list(desk.months),
        "towns": [[town.name, *town.months, town.visits] for town in desk.towns],
        "warmest": max((n for town in desk.towns for n in town.months), default=0),
        "kinds": _kinds(desk),
        "service": _service(desk),
        "acts": _acts(desk),
        "late": [
            [late.enterprise_name, late.branch_name, CATEGORY_WORDS[late.category], late.days]
            for late in desk.overdue.problems
        ],
    }


def _summary(desk: Desk) -> list[str]:
    found = sum(kind.found for kind in desk.kinds)
    solved = sum(kind.solved for kind in desk.kinds)
    in_post = sum(line.in_post for line in desk.service)
    out_of_post = sum(line.out_of_post for line in desk.service)
    empty = sum(not town.visits for town in desk.towns)
    waiting = sum(line.standing.waiting for line in desk.people)
    unheard = sum(line.unheard for line in desk.people)
    lines = [
        f"期间共走访 {desk.visits} 家次；岗内服务 {in_post} 人次，岗外服务 {out_of_post} 人次。",
        f"发现问题 {found} 个，已解决 {solved} 个；{empty} 个镇街期间没有走访。",
    ]
    if desk.plan is not None and desk.trend.points:
        last = desk.trend.points[-1]
        lines.append(
            f"截至{_day(last.on)}，考核任务已完成 {last.reached} 项，"
            f"按均匀进度应完成 {last.needed} 项，全期共 {desk.trend.asked} 项。"
        )
    if waiting or unheard:
        lines.append(
            f"手机里还有 {waiting} 条记录没有上传，{unheard} 人的手机三天没有联系，"
            "有关数字可能偏低。"
        )
    return lines


def _group(group: Group) -> dict[str, Any]:
    done = [group.name, group.people, group.done, group.waived, group.asked, group.reached]
    return {"cells": [*done, group.visits], "share": round(group.share * PERCENT)}


def _person(line: PersonLine) -> list[Any]:
    one = line.standing
    who = [one.name, one.branch_name, RANK_WORDS[Rank(one.rank)]]
    return [*who, line.asked, line.reached, line.visits, STATE_WORDS[one.state]]


def _trend(desk: Desk) -> dict[str, Any]:
    points = desk.trend.points
    most = max([1.0, *(max(point.reached, point.needed) for point in points)])
    return {
        "asked": desk.trend.asked,
        "first": _day(points[0].on) if points else "",
        "last": _day(points[-1].on) if points else "",
        "most": round(most),
        "reached": _way([point.reached / most for point in points]),
        "needed": _way([point.needed / most for point in points]),
    }


def _way(shares: Sequence[float]) -> str:
    """Return shares from 0 to 1 as the points of a line on a sheet of 300 by 100."""
    step = SHEET_WIDTH / max(1, len(shares) - 1)
    return " ".join(
        f"{at * step:.2f},{(1 - share) * PERCENT:.2f}" for at, share in enumerate(shares)
    )


def _kinds(desk: Desk) -> list[dict[str, Any]]:
    most = max((kind.found for kind in desk.kinds), default=1)
    return [
        {
            "name": CATEGORY_WORDS[kind.category],
            "cells": [kind.found, kind.solved, kind.open, kind.late],
            "median": "" if kind.median_days is None else f"{kind.median_days:g}",
            "mean": "" if kind.mean_days is None else f"{kind.mean_days:g}",
            "share": round(kind.found / most * PERCENT),
        }
        for kind in desk.kinds
    ]


def _service(desk: Desk) -> list[dict[str, Any]]:
    most = max((max(one.in_post, one.out_of_post) for one in desk.service), default=1)
    return [
        {
            "name": one.name,
            "in_post": one.in_post,
            "out_of_post": one.out_of_post,
            "in_share": round(one.in_post / most * PERCENT),
            "out_share": round(one.out_of_post / most * PERCENT),
        }
        for one in desk.service
    ]


def _acts(desk: Desk) -> dict[str, Any]:
    """Return the acts at doors that stand, by branch, and a last line of all together."""
    total = replace(desk.acts.total, name="合计")
    lines = [*desk.acts.branches, total] if desk.acts.branches else []
    return {
        "heads": ACT_HEADS,
        "lines": [_act(line) for line in lines],
    }


def _act(line: ActLine) -> list[Any]:
    counted = [*line.kinds.values(), line.standing]
    return [line.name, *counted, line.in_review, line.waiting, line.withdrawn]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
