"""The table of the comparison: medians as measured, and for each goal whether it is reached."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.peers.pull_cost import PullCost

OURS = "doorstep"
RAW = "floor"
KINTO, RXDB, POUCH = "kinto-pg-gz", "rxdb-b1000", "pouchdb-b1000"
TITLES = {OURS: "Doorstep", RAW: "裸 Dexie", KINTO: "Kinto", RXDB: "RxDB", POUCH: "PouchDB"}
BEGIN, END = "<!-- peers: written by `make bench-peers ARGS=--write` -->", "<!-- /peers -->"
NOTHING = "—"
MANY = 10_000
MORE = 50_000

Note = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """A line of the table: what is taken from the notes of one scenario, and how it is written."""

    title: str
    scenario: str
    count: int
    take: Callable[[Note], float]
    digits: int = 0


@dataclass(frozen=True)
class Goal:
    """Ours by another's median of the same row, and what it may be at most."""

    row: Row
    other: str
    bound: float


def _seconds(note: Note) -> float:
    return float(note["ms"]) / 1000


def _milliseconds(note: Note) -> float:
    return float(note["ms"])


def _megabytes(note: Note) -> float:
    return (int(note["up"]) + int(note["down"])) / 1e6


FIRST = Row("首次同步 1 万条，秒", "first", MANY, _seconds, 2)
FIRST_MORE = Row("首次同步 5 万条，秒", "first", MORE, _seconds, 2)
SLOW = Row("首次同步 1 万条，400 ms · 1.6 Mbit/s，秒", "first-slow", MANY, _seconds, 2)
BYTES = Row("首次同步 1 万条，收发 MB（含 HTTP 头）", "first", MANY, _megabytes, 2)
REQUESTS = Row("首次同步 1 万条，请求数", "first", MANY, lambda note: note["requests"])
STORED = Row("离线记下 1,000 条，秒", "push", MANY, lambda note: note["create_ms"] / 1000, 2)
PUSH = Row("补传这 1,000 条，秒", "push", MANY, _seconds, 2)
PUSH_BYTES = Row("补传这 1,000 条，收发 MB", "push", MANY, _megabytes, 2)
OPENED = Row("没有变化：打开后第一次，毫秒", "quiet-first", MANY, _milliseconds, 1)
QUIET = Row("没有变化：以后每一次，毫秒", "quiet", MANY, _milliseconds, 1)
QUIET_REQUESTS = Row("没有变化：请求数", "quiet", MANY, lambda note: note["requests"])
QUIET_BYTES = Row(
    "没有变化：收发字节（含 HTTP 头）", "quiet", MANY, lambda note: note["up"] + note["down"]
)
ROWS = (
    *(FIRST, FIRST_MORE, SLOW, BYTES, REQUESTS),
    *(STORED, PUSH, PUSH_BYTES, OPENED, QUIET, QUIET_REQUESTS, QUIET_BYTES),
)
GOALS = (
    *(Goal(row, other, 0.1) for row in (FIRST, FIRST_MORE) for other in (KINTO, RXDB, POUCH)),
    Goal(FIRST, RAW, 0.5),
    Goal(FIRST_MORE, RAW, 0.5),
    Goal(SLOW, RAW, 0.75),
    Goal(PUSH, KINTO, 1 / 6),
    Goal(PUSH, POUCH, 2),
    Goal(QUIET, RAW, 2),
)
MOST_MEGABYTES = 0.62
MOST_GROWTH = 1.5


def rendered(said: Mapping[str, Any], costs: Sequence[PullCost], machine: str) -> str:
    """Return the comparison as Markdown."""
    notes: Sequence[Note] = said["notes"]
    names = [name for name in TITLES if any(note["peer"] == name for note in notes)]
    lines = [
        f"| 中位数（次数） | {' | '.join(TITLES[name] for name in names)} |",
        f"|---|{'---:|' * len(names)}",
        *(_line(row, notes, names) for row in ROWS),
        "",
        *_flat(costs),
        "对照目标（我们 ÷ 对方，同一轮里量的）：",
        *(_verdict(goal, notes) for goal in GOALS),
        *_weight(notes),
        "",
        f"机器：{machine}。" + "；".join(said["versions"].values()) + "。",
        *(f"没有跑完：{note['peer']}，{note['why']}" for note in notes if "why" in note),
    ]
    return "\n".join(lines)


def write_into(readme: Path, text: str) -> None:
    """Put the comparison between its marks in a page."""
    before, _, rest = readme.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    assert after, f"{readme} has no place for the table"
    readme.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


def _line(row: Row, notes: Sequence[Note], names: Sequence[str]) -> str:
    return f"| {row.title} | {' | '.join(_cell(row, notes, name) for name in names)} |"


def _cell(row: Row, notes: Sequence[Note], name: str) -> str:
    taken = _taken(row, notes, name)
    return f"{median(taken):,.{row.digits}f} ({len(taken)})" if taken else NOTHING


def _taken(row: Row, notes: Sequence[Note], name: str) -> list[float]:
    return [
        row.take(note)
        for note in notes
        if (note["peer"], note["scenario"], note["count"]) == (name, row.scenario, row.count)
    ]


def _verdict(goal: Goal, notes: Sequence[Note]) -> str:
    ours, others = _taken(goal.row, notes, OURS), _taken(goal.row, notes, goal.other)
    what = f"* {goal.row.title.rpartition('，')[0]}，比 {TITLES[goal.other]}"
    if not ours or not others:
        return f"{what}：没有量"
    ratio = median(ours) / median(others)
    return f"{what}：{ratio:.2f} 倍，目标 ≤ {goal.bound:.2f}，{_word(ratio <= goal.bound)}"


def _weight(notes: Sequence[Note]) -> list[str]:
    taken = _taken(BYTES, notes, OURS)
    if not taken:
        return []
    weight = median(taken)
    verdict = _word(weight <= MOST_MEGABYTES)
    return [f"* 首次同步 1 万条的流量：{weight:.2f} MB，目标 ≤ {MOST_MEGABYTES}，{verdict}"]


def _flat(costs: Sequence[PullCost]) -> list[str]:
    if not costs:
        return []
    listed = "、".join(f"{cost.rows:,} 条 {cost.milliseconds:.1f} ms" for cost in costs)
    growth = costs[-1].milliseconds / costs[0].milliseconds
    verdict = _word(growth <= MOST_GROWTH)
    beside = f"（{growth:.2f} 倍，目标 ≤ {MOST_GROWTH}，{verdict}）。"
    return [f"拉取 100 条变化，随库中总条数：{listed}{beside}", ""]


def _word(is_reached: bool) -> str:  # noqa: FBT001 - a verdict is a yes or no
    return "达到" if is_reached else "**没有达到**"
