"""One row of a list made into the draft of an enterprise, or refused in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.core.normalise import parse_date, tidy_or_blank
from server.features.enterprises.codes import Code, CodeFault, parse_code
from server.features.enterprises.columns import LABELS
from server.features.enterprises.table import Table
from server.features.enterprises.towns import Gazetteer, town_of

LONGEST: Mapping[str, int] = {
    "name": 200,
    "kind": 100,
    "capital": 100,
    "business_scope": 8000,
    "address": 300,
    "contact_name": 50,
    "contact_phone": 50,
}


@dataclass(frozen=True)
class Draft:
    """What a good row says about an enterprise."""

    row: int
    code: Code
    name: str
    fields: Mapping[str, str]
    registered_on: date | None
    town_code: str | None
    cells: Sequence[str]
    warnings: Sequence["RowFault"] = ()


@dataclass(frozen=True)
class RowFault:
    """What is wrong or odd in one cell: the row's number and the column as the file writes them."""

    row: int
    column: str
    value: str
    words: str


@dataclass(frozen=True)
class RefusedRow:
    """A row that does not go in, whole as it was, and why."""

    row: int
    cells: Sequence[str]
    faults: Sequence[RowFault]


def read_rows(table: Table, places: Gazetteer, today: date) -> Iterator[Draft | RefusedRow]:
    """Yield every row with anything in it; of equal codes the second and later are refused.

    What is odd against `today` or the towns is only warned of.
    """
    first_rows: dict[str, int] = {}
    start = table.columns.header_row + 1
    for index, cells in enumerate(table.sheet.rows[start:], start=start):
        if not any(cell.strip() for cell in cells):
            continue
        read = _RowReader(table, table.row_number(index), cells).read(places, today)
        if isinstance(read, Draft):
            earlier = first_rows.setdefault(read.code.text, read.row)
            if earlier != read.row:
                read = _duplicate(table, read, earlier)
        yield read


@dataclass(frozen=True)
class _RowReader:
    table: Table
    row: int
    cells: Sequence[str]

    def read(self, places: Gazetteer, today: date) -> Draft | RefusedRow:
        code = parse_code(self._cell("code"))
        name = tidy_or_blank(self._cell("name"))
        day = parse_date(self._cell("registered_on"))
        fields = {field: tidy_or_blank(self._cell(field)) for field in LONGEST if field != "name"}
        faults = [*self._code_faults(code), *self._name_faults(name)]
        faults += [*self._date_faults(day), *self._length_faults(fields), *self._width_faults()]
        if faults or isinstance(code, CodeFault):
            return RefusedRow(self.row, self.cells, faults)
        named = tidy_or_blank(self._cell("town"))
        told = town_of(named, places) if named else None
        town = told or town_of(fields["address"], places)
        odd = [*self._town_warnings(named, told, town), *self._date_warnings(day, today)]
        return Draft(self.row, code, name, fields, day, town, self.cells, odd)

    def _cell(self, field: str) -> str:
        place = self.table.columns.places.get(field)
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    def _fault(self, field: str, words: str) -> RowFault:
        return RowFault(self.row, self.table.columns.title(field), self._cell(field), words)

    def _code_faults(self, code: Code | CodeFault) -> Iterator[RowFault]:
        if isinstance(code, CodeFault):
            yield self._fault("code", code.words)

    def _name_faults(self, name: str) -> Iterator[RowFault]:
        if not name:
            yield self._fault("name", "没有填写企业名称")
        elif len(name) > LONGEST["name"]:
            yield self._fault("name", f"超过 {LONGEST['name']} 个字")

    def _date_faults(self, day: date | None) -> Iterator[RowFault]:
        if day is None and tidy_or_blank(self._cell("registered_on")):
            yield self._fault("registered_on", "看不懂这个日期，请写成 2019-03-04 的样子")

    def _length_faults(self, fields: Mapping[str, str]) -> Iterator[RowFault]:
        for field, text in fields.items():
            if len(text) > LONGEST[field]:
                yield self._fault(field, f"超过 {LONGEST[field]} 个字")

    def _town_warnings(self, named: str, told: str | None, town: str | None) -> Iterator[RowFault]:
        title = self._title("town")
        if named and told is None:
            end = "归入“镇街不明”" if town is None else "按地址判断"
            yield RowFault(self.row, title, named, f"没有这个镇街，{end}")
        elif town is None:
            words = "看不出在哪个镇街，归入“镇街不明”"
            yield RowFault(self.row, self._title("address"), self._cell("address"), words)

    def _date_warnings(self, day: date | None, today: date) -> Iterator[RowFault]:
        if day is not None and day > today:
            yield self._fault("registered_on", "日期晚于今天，请核对")

    def _title(self, field: str) -> str:
        columns = self.table.columns
        return columns.title(field) if field in columns.places else LABELS[field]

    def _width_faults(self) -> Iterator[RowFault]:
        beyond = [cell for cell in self.cells[len(self.table.columns.header) :] if cell.strip()]
        if beyond:
            words = "这一行的列数比表头多，可能有一格里的逗号没有加引号"
            yield RowFault(self.row, "表头以外", beyond[0], words)


def _duplicate(table: Table, draft: Draft, earlier: int) -> RefusedRow:
    title = table.columns.title("code")
    words = f"与第 {earlier} 行的{LABELS['code']}相同，只导入前一行"
    fault = RowFault(draft.row, title, draft.code.text, words)
    return RefusedRow(draft.row, draft.cells, [fault])
