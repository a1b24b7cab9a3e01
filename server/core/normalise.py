"""Cells as people and spreadsheets write them, made into values."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None

_WRITTEN_DATE = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL_DATE = re.compile(r"\d{5}")
# Excel counts 1900-02-29, a day that never was, so the count starts two days before 1900-01-01.
_EXCEL_START = date(1899, 12, 30)
_EARLIEST, _LATEST = date(1900, 1, 1), date(2100, 12, 31)

_MOST_EXACT_FLOAT = 10**15
_BLANKS = frozenset({"", "-", "--", "—", "——", "/", "无", "n/a", "na", "null", "none", "#n/a"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_UNTIDY = re.compile(r"[\s\x00-\x1f\x7f\u200b\u2060\ufeff０-９Ａ-Ｚａ-ｚ]")
_FULL_WIDTH: dict[int, int | str] = {
    **{
        code: code - 0xFEE0
        for code in range(ord("！"), ord("～") + 1)
        if chr(code - 0xFEE0).isalnum()
    },
    ord("\u3000"): " ",
}


def cell_text(cell: Cell) -> str:
    """Return a cell as the text a person would read in it: no `.0`, dates as YYYY-MM-DD."""
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case datetime():
            return cell.date().isoformat()
        case float():
            return _number_text(cell)
    return str(cell)


def tidy(text: str) -> str:
    """Trim, join spaces, and make full-width letters and digits half-width; no words are lost."""
    if not _UNTIDY.search(text):
        return text
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_FULL_WIDTH)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in plain.strip().split("\n"))


def tidy_or_blank(text: str) -> str:
    """Tidy, and take the usual signs for "nothing" as nothing."""
    plain = tidy(text)
    return "" if plain.casefold() in _BLANKS else plain


def parse_date(text: str) -> date | None:
    """Read a civil date in any of the usual spellings; None when it is none or out of reach."""
    plain = unicodedata.normalize("NFKC", text).strip()
    written = _WRITTEN_DATE.fullmatch(plain) or _COMPACT_DATE.fullmatch(plain)
    if written:
        year, month, day = (int(part) for part in written.groups())
        return _civil(year, month, day)
    if _SERIAL_DATE.fullmatch(plain):
        return _in_reach(_EXCEL_START + timedelta(days=int(plain)))
    return None


def _civil(year: int, month: int, day: int) -> date | None:
    try:
        return _in_reach(date(year, month, day))
    except ValueError:
        return None


def _in_reach(day: date) -> date | None:
    return day if _EARLIEST <= day <= _LATEST else None


def _number_text(number: float) -> str:
    # Above 15 digits a spreadsheet has already lost the end; as 9.1E+17 the loss stays visible.
    if abs(number) >= _MOST_EXACT_FLOAT:
        return f"{number:.14E}"
    return str(int(number)) if number == int(number) else repr(number)
