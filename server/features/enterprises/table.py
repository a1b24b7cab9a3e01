"""A file of enterprises with its columns found: refused as a whole, or ready to be read by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.core.sheets.reading import USUAL, read_sheet
from server.core.sheets.sheet import Limits, Sheet, SheetRefusedError, refuse_merged
from server.features.enterprises.columns import ColumnFault, Columns, find_columns


@dataclass(frozen=True)
class Table:
    """The sheet of a file and where its fields stand."""

    sheet: Sheet
    columns: Columns

    def row_number(self, index: int) -> int:
        """Return the number that a spreadsheet shows for the sheet's row at `index`."""
        return self.sheet.first_row + index


class ColumnsRefusedError(SheetRefusedError):
    """The columns do not fit; `header` is what the file has, for choosing by hand."""

    def __init__(self, fault: ColumnFault) -> None:
        super().__init__(fault.words)
        self.header: Sequence[str] = fault.header


def open_table(
    name: str,
    content: bytes,
    override: Mapping[str, str] | None = None,
    limits: Limits = USUAL,
) -> Table:
    """Read a file and find its columns; raises SheetRefusedError before any row is looked at."""
    sheet = read_sheet(name, content, limits)
    columns = find_columns(sheet.rows, override)
    if isinstance(columns, ColumnFault):
        raise ColumnsRefusedError(columns)
    refuse_merged(sheet, columns.header_row)
    if not any(any(row) for row in sheet.rows[columns.header_row + 1 :]):
        raise SheetRefusedError("表头下面没有数据")
    return Table(sheet, columns)
