"""What the papers of all kinds say alike: the project, the grounds, the measures, dates."""

from collections.abc import Iterator
from datetime import date

from server.features.documents.contents import Act, Project, Row

CATALOGUE = "《建设项目环境影响评价分类管理名录》"
YUAN_IN_A_WAN = 10_000


def in_chinese(day: date) -> str:
    """Return a date as it stands on papers: Arabic digits without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def name_of(act: Act) -> str:
    """Return what the papers call the project."""
    return act.project.name if act.project else "拟建项目"


def rows_of(project: Project | None) -> tuple[Row, ...]:
    """Return the table of a project; a line that would be empty is left out."""
    if project is None:
        return ()
    rows = (
        Row("项目名称", project.name),
        Row("建设地点", project.address),
        Row("建设性质", project.nature),
        Row("面　　积", f"{project.area_m2}平方米"),
        Row("总 投 资", f"{_wan(project.investment_yuan)}，其中环保投资"
            f"{_wan(project.environment_yuan)}"),
        Row("拟投产日期", in_chinese(project.operation_on) if project.operation_on else ""),
        Row("内容及规模", project.content_scale),
    )  # fmt: skip
    return tuple(row for row in rows if row.text)


def _wan(yuan: int) -> str:
    whole, rest = divmod(yuan, YUAN_IN_A_WAN)
    fraction = f".{rest:04d}".rstrip("0") if rest else ""
    return f"{whole}{fraction}万元"


def grounds(act: Act) -> Iterator[str]:
    """Yield the items of the catalogue and the clauses that gave the outcome."""
    if act.items:
        numbers = "、".join(str(item) for item in act.items)
        yield f"该项目对应{CATALOGUE}第{numbers}项，类别为{act.level}。"
    if act.basis:
        yield f"认定依据：{'；'.join(act.basis)}。"


def measures(act: Act) -> Iterator[str]:
    """Yield the measures that the form promises."""
    if act.project is None or not act.project.measures:
        return
    told = "；".join(
        f"{impact}：{measure}{f'，去向为{destination}' if destination else ''}"
        for impact, measure, destination in act.project.measures
    )
    yield f"项目建设和运营应当落实下列环境保护措施：{told}。"


def conditions(act: Act) -> Iterator[str]:
    """Yield under which conditions this holds."""
    if act.conditions:
        yield f"适用条件：{act.conditions.rstrip('。')}。"


def validity(act: Act) -> Iterator[str]:
    """Yield until when this holds."""
    if act.valid_until:
        yield f"本单有效期至{in_chinese(act.valid_until)}。"


def time_limit(act: Act) -> str:
    """Return how long it may take and when that ends; 暂定 beyond the announced holidays."""
    limit = act.limit
    if limit is None:
        return ""
    words = f"办理时限为{limit.words}，自受理之日起计算"
    if limit.ends_on is None:
        return f"{words}。"
    year = limit.ends_on.year
    note = f"（暂定，国家尚未公布{year}年放假安排）" if limit.is_provisional else ""
    return f"{words}，至{in_chinese(limit.ends_on)}止{note}。"
