"""Tables to hand out: refused rows with their reasons, and the empty template."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter

from server.features.enterprises.columns import LABELS, REQUIRED
from server.features.enterprises.import_reading import ImportList

_WIDTHS = {"企业名称": 36, "经营范围": 48, "地址": 40, "原因": 60, "统一社会信用代码": 24}
_USUAL_WIDTH = 16
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_HINTS = (
    "统一社会信用代码：必填。18 位；也可填 15 位旧注册号或 9 位组织机构代码。",
    "企业名称：必填。",
    "成立日期：2019-03-04、2019.03.04、2019年3月4日都可以。",
    "镇街：可不填，不填时按地址判断；判断不出的归入“镇街不明”。",
    "请勿合并单元格；第一行是表头，不要改动。",
)


def write_rejects(path: Path, listed: ImportList) -> None:
    """Write the refused rows of a list to a file, as XLSX if it is called so, else as CSV."""
    form = "xlsx" if path.suffix.casefold() == ".xlsx" else "csv"
    path.write_bytes(rejects_file(listed, form))


def rejects_file(listed: ImportList, form: str) -> bytes:
    """Return the refused rows, as they were, between their row number and the reason."""
    return _table_file(list(_rejects(listed)), form)


def template_file(form: str) -> bytes:
    """Return an empty list with the headers that the import knows."""
    header = [f"{label}（必填）" if field in REQUIRED else label for field, label in LABELS.items()]
    return _table_file([header], form, hints=_HINTS)


def _rejects(listed: ImportList) -> Iterator[Sequence[str]]:
    header = listed.table.columns.header
    yield ["行号", *header, "原因"]
    for refused in listed.refused:
        cells = [*refused.cells, *[""] * len(header)][: len(header)]
        words = "；".join(f"{fault.column}：{fault.words}" for fault in refused.faults)
        yield [str(refused.row), *cells, words]


def _table_file(rows: Sequence[Sequence[str]], form: str, hints: Sequence[str] = ()) -> bytes:
    return _xlsx(rows, hints) if form == "xlsx" else _csv(rows)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([_inert(cell) for cell in row] for row in rows)
    # Excel takes a CSV without this mark for GBK.
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _inert(cell: str) -> str:
    """Return a cell that no spreadsheet will run as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _xlsx(rows: Sequence[Sequence[str]], hints: Sequence[str]) -> bytes:
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        _fill(book, rows)
        if hints:
            notes = book.add_worksheet("填写说明")
            notes.set_column(0, 0, 80)
            notes.write_column(0, 0, hints)
    return out.getvalue()


def _fill(book: xlsxwriter.Workbook, rows: Sequence[Sequence[str]]) -> None:
    sheet = book.add_worksheet("企业名单")
    # Without the text format a spreadsheet turns typed codes into rounded numbers.
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"num_format": "@", "bold": True, "bg_color": "#DCEFEA", "border": 1})
    for column, title in enumerate(rows[0]):
        width = _WIDTHS.get(title.removesuffix("（必填）"), _USUAL_WIDTH)
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, title, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows[1:], start=1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, text)
