"""Rescue files at the console: one line for each command, in words, last the counts as JSON."""

import json
from collections.abc import Iterator
from pathlib import Path

from server.core import clock
from server.features.rescue import commands
from server.features.rescue.report import Line, Report, tally

WHAT = {
    "visit.close": "走访记录",
    "visit.correct": "更正走访",
    "visit.withdraw": "撤回走访",
    "finding.solve": "问题已解决",
    "enterprise.add": "登记新企业",
    "enterprise.amend": "修改企业资料",
    "number.ask": "申请编号",
    "number.void": "作废编号",
    "number.return": "交回编号",
}
BECAME = {
    "new": "将收入",
    "left": "没有收入：前面的记录还没有收入，请稍后再导入一次这份文件",
    "retry": "没有收入：暂时处理不了，请稍后再导入一次这份文件",
    "applied": "已收入",
    "merged": "已收入，并入局里的同一条记录",
    "duplicate": "局里已有同样的记录",
    "conflict": "已收到，与局里的内容不一致，进入待复核",
    "rejected": "已收到，不能直接生效，进入待复核",
    "quarantined": "已收到，暂时处理不了，进入待复核",
    "blocked": "已收到，要等前一条处理，进入待复核",
}


def rescue(path: Path, *, dry_run: bool) -> Iterator[str]:
    """Take a file of any size in, or with `dry_run` only look into it; yield what is printed."""
    with path.open("rb") as stream:
        done = commands.inspect(stream, by=None) if dry_run else commands.take_in(stream, by=None)
    made = done.made_at.astimezone(clock.CITY)
    yield f"{done.person_name}（{done.branch_name or '局机关'}）{made:%Y-%m-%d %H:%M} 导出的文件"
    yield from (_words(one) for one in done.commands)
    yield from _photo_words(done, dry_run=dry_run)
    yield json.dumps(tally(done))


def _words(one: Line) -> str:
    what = WHAT.get(one.name, "手机上的操作")
    became = f"以前已收到过（{BECAME[one.status]}）" if one.known else BECAME[one.status]
    why = "：".join(part for part in (one.title, one.detail) if part)
    return f"第 {one.seq} 条 {what}：{became}" + (f"（{why}）" if why else "")


def _photo_words(done: Report, *, dry_run: bool) -> Iterator[str]:
    photos = done.photos
    verb = "将收入" if dry_run else "收入"
    yield f"照片和签名：{verb} {photos.new}，以前已收到 {photos.known}，未收入 {photos.refused}"
    yield from (f"未收入的原因：{words}" for words in photos.words)
