"""Tables as XLSX files to take away: text stays text, whatever it looks like."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import xlsxwriter
from flask import Response

from server.core.clock import CITY

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767
LONGEST_TITLE = 31

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Column:
    """A column's header and its width in characters."""

    title: str
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; its rows are asked for once, in their order.

    In a sheet to fill in, what people type stays text: codes would become rounded numbers.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    is_to_fill_in: bool = False


def write_sheet(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a workbook of one sheet, its header frozen."""
    return write_book([Sheet(title, columns, rows)])


def write_book(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook of several sheets, their headers frozen; rows are not kept in memory."""
    out = io.BytesIO()
    # Text that begins with = or looks like an address must never become a formula or a link.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        heading = book.add_format({"bold": True, "bg_color": "#E8F1EE", "bottom": 1})
        typed = book.add_format({"num_format": "@"})
        for told in sheets:
            sheet = book.add_worksheet(told.title[:LONGEST_TITLE])
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(told.columns):
                sheet.set_column(place, place, column.width, typed if told.is_to_fill_in else None)
                sheet.write_string(0, place, column.title, heading)
            _write_rows(book, sheet, told.rows)
    return out.getvalue()


def download(content: bytes, name: str) -> Response:
    """Return a workbook as an answer that the browser saves under a Chinese name."""
    answer = Response(content, mimetype=MIME)
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"table.xlsx\"; filename*=UTF-8''{quote(f'{name}.xlsx')}"
    )
    return answer


def _write_rows(book: Any, sheet: Any, rows: Iterable[Sequence[Cell]]) -> None:
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            match cell:
                case None | "":
                    continue
                case bool():
                    sheet.write_string(number, place, "是" if cell else "否")
                case int() | float():
                    sheet.write_number(number, place, cell)
                case datetime():
                    sheet.write_datetime(number, place, cell.astimezone(CITY), moment)
                case date():
                    sheet.write_datetime(number, place, cell, day)
                case _:
                    sheet.write_string(number, place, cell[:LONGEST_TEXT])
