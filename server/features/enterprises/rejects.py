"""Tables to hand out: refused rows with their reasons, and the empty template."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from server.core.text_table import write_csv
from server.core.workbook import Column, Sheet, write_book
from server.features.enterprises.columns import LABELS, REQUIRED
from server.features.enterprises.import_reading import ImportList

_WIDTHS = {"企业名称": 36, "经营范围": 48, "地址": 40, "原因": 60, "统一社会信用代码": 24}
_USUAL_WIDTH = 16
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
    return _book(rows, hints) if form == "xlsx" else write_csv(rows)


def _book(rows: Sequence[Sequence[str]], hints: Sequence[str]) -> bytes:
    header, *cells = rows
    listed = Sheet("企业名单", [_column(title) for title in header], cells, is_to_fill_in=True)
    told = Sheet("填写说明", [Column("说明", 80)], [[hint] for hint in hints])
    return write_book([listed, told] if hints else [listed])


def _column(title: str) -> Column:
    return Column(title, _WIDTHS.get(title.removesuffix("（必填）"), _USUAL_WIDTH))
