"""Workbooks (.xlsx): their first visible sheet with anything in it."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetVisibleEnum,
)

from server.core.normalise import cell_text
from server.core.sheets.sheet import (
    Limits,
    Sheet,
    SheetRefusedError,
    refuse_if_too_large,
)

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_CHUNK = 1 << 20
_LONGEST_TAG = 200
_MOST_MEMBERS = 1_000
# So many cells cost little; of more, one in twenty must be filled.
_ANY_AREA = 1_000_000
_EMPTIEST = 20


def read_workbook(content: bytes, limits: Limits) -> Sheet:
    """Read an XLSX file's bytes; raises SheetRefusedError with the reason."""
    if content.startswith(_OLD_OFFICE):
        raise SheetRefusedError("这是旧版 .xls 或加了密码的表格，请另存为不加密的 .xlsx")
    _check_package(content, limits)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return _first_filled(book, limits)
    except CalamineError as broken:
        raise SheetRefusedError("这个 XLSX 文件已损坏，请用表格软件打开后另存") from broken


def _first_filled(book: CalamineWorkbook, limits: Limits) -> Sheet:
    for about in book.sheets_metadata:
        if about.visible is SheetVisibleEnum.Visible:
            sheet = _read(book.get_sheet_by_name(about.name), limits)
            if any(any(row) for row in sheet.rows):
                return sheet
    raise SheetRefusedError("文件是空的")


def _read(sheet: CalamineSheet, limits: Limits) -> Sheet:
    top = sheet.start[0] if sheet.start else 0
    rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=True)]
    refuse_if_too_large(rows, limits)
    merged = [(first[0] - top, last[0] - top) for first, last in sheet.merged_cell_ranges or ()]
    return Sheet(rows, first_row=top + 1, merged=merged)


def _check_package(content: bytes, limits: Limits) -> None:
    """Look through the zip before a parser trusts it: real size, real width, no far-off cell."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_members(package, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as broken:
        raise SheetRefusedError("这不是真正的 XLSX 文件，请用表格软件另存为 .xlsx") from broken


def _check_members(package: zipfile.ZipFile, limits: Limits) -> None:
    if "xl/workbook.xml" not in package.namelist():
        raise SheetRefusedError("这不是真正的 XLSX 文件，请用表格软件另存为 .xlsx")
    members = package.infolist()
    if len(members) > _MOST_MEMBERS:
        raise SheetRefusedError("这个 XLSX 里的部件多得不正常，请用表格软件另存后再传")
    limits.refuse_growth(
        sum(member.file_size for member in members), sum(member.compress_size for member in members)
    )
    for member in members:
        reach = _Reach(limits)
        for part in _parts(package, member):
            if member.filename.startswith("xl/worksheets/"):
                reach.look_at(part)
        reach.refuse_emptiness()


def _parts(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the member piece by piece, with enough overlap for a tag cut in two."""
    tail = b""
    with package.open(member) as stream:
        while part := stream.read(_CHUNK):
            yield tail + part
            tail = part[-_LONGEST_TAG:]


class _Reach:
    """How far the filled cells of one sheet reach.

    A parser reserves the whole rectangle up to the last cell, so one cell at XFD1048576 would take
    all memory, and two far ones of an empty sheet most of it.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._filled = self._columns = self._rows = 0

    def look_at(self, xml: bytes) -> None:
        """Take a piece of the sheet in; refuse cells that no list of enterprises has."""
        found = _FILLED_CELL.findall(xml)
        if not found:
            return
        column, letters = max((_column_number(letters), letters) for letters in dict(found))
        if column > self._limits.columns:
            row = next(int(digits) for there, digits in found if there == letters)
            raise SheetRefusedError(
                f"第 {row} 行有内容写到了第 {column} 列，"
                f"最多 {self._limits.columns} 列；请删去多余的列"
            )
        row = max(int(digits) for _, digits in found)
        if row > self._limits.rows:
            raise SheetRefusedError(f"内容写到了第 {row} 行，一次最多 {self._limits.rows} 行")
        self._filled += len(found)
        self._columns, self._rows = max(self._columns, column), max(self._rows, row)

    def refuse_emptiness(self) -> None:
        """Refuse a large sheet in which nearly nothing stands."""
        area = self._columns * self._rows
        if area > _ANY_AREA and area > self._filled * _EMPTIEST:
            raise SheetRefusedError(
                f"内容零星地写到了第 {self._rows} 行，中间大多是空的；请删去空行空列后再传"
            )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
