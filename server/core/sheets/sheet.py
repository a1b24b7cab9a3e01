"""A table read from a file, and the refusal of a file that is none."""

from collections.abc import Sequence
from dataclasses import dataclass

MAX_COLUMNS = 60
MAX_ROWS = 200_000
MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
# What people write packs to a tenth, lists of the same words to a thirtieth; bombs to a thousandth.
MAX_GROWTH = 60
ANY_GROWTH_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much a file may hold, packed and unpacked."""

    file_bytes: int = MAX_FILE_BYTES
    unpacked_bytes: int = MAX_UNPACKED_BYTES
    rows: int = MAX_ROWS
    columns: int = MAX_COLUMNS

    def refuse_growth(self, unpacked: int, packed: int) -> None:
        """Refuse what unpacks to more than there may be, or to far more than people ever write."""
        if unpacked > self.unpacked_bytes:
            raise SheetRefusedError(f"解开后超过 {self.unpacked_bytes >> 20} MB，不予读取")
        if unpacked > max(ANY_GROWTH_BYTES, packed * MAX_GROWTH):
            raise SheetRefusedError("解开后大得不正常，不予读取；请用表格软件另存后再传")


@dataclass(frozen=True)
class Sheet:
    """Rows of text cells; `first_row` is the number that a spreadsheet shows for the first.

    `merged` are the ranges (first row, last row) of merged cells, counted like `rows` from 0.
    """

    rows: Sequence[Sequence[str]]
    first_row: int = 1
    merged: Sequence[tuple[int, int]] = ()


class SheetRefusedError(Exception):
    """The file as a whole cannot be read; the argument says why, in words for its sender."""


def refuse_merged(sheet: Sheet, header_row: int) -> None:
    """Refuse merged cells from the header (an index into `rows`) on.

    A title merged wholly above the header does no harm and stands on most lists that offices send.
    """
    for first, last in sheet.merged:
        if last >= header_row:
            row = sheet.first_row + max(first, header_row)
            raise SheetRefusedError(
                f"第 {row} 行有合并的单元格，请取消合并并逐行填写后再导入"
                "（只有表头上方的标题行可以合并）"
            )


def refuse_if_too_large(rows: Sequence[Sequence[str]], limits: Limits) -> None:
    """Refuse tables that are wider or longer than any list of enterprises."""
    if len(rows) > limits.rows:
        raise SheetRefusedError(f"表格有 {len(rows)} 行，一次最多 {limits.rows} 行，请分几次导入")
    for number, row in enumerate(rows, start=1):
        if len(row) > limits.columns:
            raise SheetRefusedError(
                f"第 {number} 行有 {len(row)} 列，最多 {limits.columns} 列；"
                "请检查分隔符，或删去多余的列"
            )
