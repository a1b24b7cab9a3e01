"""The desk as a workbook: a sheet for each part of the page, with the page's own figures."""

from collections.abc import Iterator

from server.core.workbook import Cell, Column, Sheet, write_book
from server.features.accounts.standing import RANK_WORDS, Rank
from server.features.quotas.sheet import STATE_WORDS
from server.features.reports.acts import ACT_WORDS, ActLine
from server.features.reports.behind import Group, PersonLine
from server.features.reports.desk import Desk
from server.features.reports.figures import KindLine
from server.features.reports.overdue import LateProblem
from server.features.visits.sheet import CATEGORY_WORDS

NAME = Column("名称", 18)
GROUP_COLUMNS = (
    NAME,
    *map(Column, ("人数", "完成", "豁免", "应完成项", "已完成项", "走访人次")),
    Column("未上传条数", 12),
    Column("三天没有联系的人数", 20),
)
PEOPLE_COLUMNS = (
    Column("姓名", 12),
    Column("单位", 16),
    Column("职级", 14),
    *map(Column, ("应完成项", "已完成项", "情况", "走访人次")),
    Column("未上传条数", 12),
    Column("最近同步", 18),
)
TREND_COLUMNS = (Column("截至"), Column("已完成项"), Column("均匀进度应完成", 16))
KIND_COLUMNS = (
    Column("类别"),
    *map(Column, ("发现", "已解决", "未解决", "超过30天")),
    Column("平均天数"),
    Column("中位天数"),
)
SERVICE_COLUMNS = (Column("单位", 18), Column("岗内人次"), Column("岗外人次"))
ACT_COLUMNS = (
    Column("分局", 18),
    Column("主办人", 12),
    *(Column(words, 16) for words in ACT_WORDS.values()),
    *map(Column, ("合计", "待复核", "待协办人", "已撤回")),
)
LATE_COLUMNS = (
    Column("企业", 32),
    Column("分局", 14),
    Column("类别"),
    Column("问题", 40),
    Column("发现日期"),
    Column("已过天数"),
)


def desk_book(desk: Desk) -> bytes:
    """Return the workbook of a desk."""
    return write_book(_sheets(desk))


def name_of(desk: Desk) -> str:
    """Return what a file of this desk is called, without its ending."""
    return f"{desk.place}工作台 {desk.span.first} 至 {desk.span.last}"


def _sheets(desk: Desk) -> Iterator[Sheet]:
    yield Sheet("说明", (Column("项目", 12), Column("内容", 48)), list(_head(desk)))
    yield Sheet("分局", GROUP_COLUMNS, map(_group, desk.branches))
    yield Sheet("职级", GROUP_COLUMNS, map(_group, desk.ranks))
    yield Sheet("人员", PEOPLE_COLUMNS, map(_person, desk.people))
    yield Sheet("进度趋势", TREND_COLUMNS, ((p.on, p.reached, p.needed) for p in desk.trend.points))
    yield Sheet(
        "镇街走访",
        (Column("镇街", 16), *map(Column, desk.months), Column("合计")),
        ((town.name, *town.months, town.visits) for town in desk.towns),
    )
    yield Sheet("问题类别", KIND_COLUMNS, map(_kind, desk.kinds))
    yield Sheet(
        "岗内岗外", SERVICE_COLUMNS, ((s.name, s.in_post, s.out_of_post) for s in desk.service)
    )
    yield Sheet("现场办理", ACT_COLUMNS, map(_act, desk.acts.officers))
    yield Sheet("逾期问题", LATE_COLUMNS, map(_late, desk.overdue.problems))


def _head(desk: Desk) -> Iterator[tuple[Cell, ...]]:
    yield "范围", desk.place
    yield "期间", f"{desk.span.first} 至 {desk.span.last}"
    yield "方案", desk.plan.name if desk.plan else "没有方案"
    yield "走访家次", desk.visits
    yield "现场办理", desk.acts.total.standing
    yield "全期应完成项", desk.trend.asked
    yield "截至", desk.as_of


def _group(group: Group) -> tuple[Cell, ...]:
    done = (group.people, group.done, group.waived, group.asked, group.reached)
    return (group.name, *done, group.visits, group.waiting, group.unheard)


def _person(line: PersonLine) -> tuple[Cell, ...]:
    one = line.standing
    who = (one.name, one.branch_name, RANK_WORDS[Rank(one.rank)])
    stands = (line.asked, line.reached, STATE_WORDS[one.state], line.visits)
    return (*who, *stands, one.waiting, one.last_sync_at)


def _kind(kind: KindLine) -> tuple[Cell, ...]:
    stands = (kind.found, kind.solved, kind.open, kind.late)
    return (CATEGORY_WORDS[kind.category], *stands, kind.mean_days, kind.median_days)


def _act(line: ActLine) -> tuple[Cell, ...]:
    states = (line.standing, line.in_review, line.waiting, line.withdrawn)
    return (line.branch_name, line.name, *(line.kinds[act] for act in ACT_WORDS), *states)


def _late(late: LateProblem) -> tuple[Cell, ...]:
    where = (late.enterprise_name, late.branch_name)
    return (*where, CATEGORY_WORDS[late.category], late.text, late.found_on, late.days)
