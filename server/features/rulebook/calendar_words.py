"""A calendar in words, year by year, for whoever reads it at the desk."""

from collections.abc import Iterable, Iterator
from datetime import date

from sync.rules.calendar_packs import CalendarPack


def years_of(pack: CalendarPack) -> Iterator[tuple[str, str, str]]:
    """Yield id, word and details: how far it is known, then each year, the latest first."""
    calendar = pack.calendar
    until = calendar.known_until
    words = f"放假安排公布到{until.year}年{until.month}月{until.day}日，以后的期限暂定"
    yield "known", "已知", words
    for year in sorted({day.year for day in calendar.rest}, reverse=True):
        rest, work = (_days(days, year) for days in (calendar.rest, calendar.work))
        yield str(year), f"{year}年", f"工作日放假：{rest}；周末上班：{work or '没有'}"


def _days(days: Iterable[date], year: int) -> str:
    return "、".join(f"{day.month}月{day.day}日" for day in sorted(days) if day.year == year)
