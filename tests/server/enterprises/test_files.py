import codecs
import gzip
import io
import zipfile
from functools import partial

import pytest
import xlsxwriter

from server.core.sheets.reading import read_sheet
from server.core.sheets.sheet import Limits, SheetRefusedError
from server.features.enterprises.table import ColumnsRefusedError, Table, open_table
from tests.server.enterprises.sheets import (
    BUREAU,
    HEADER,
    HUAQIAO,
    JINYUAN,
    csv_file,
    csv_text,
    workbook,
    workbook_of,
)

# Without a time stamp, so that every worker of a parallel run names its tests alike.
pack = partial(gzip.compress, mtime=0)
TEXT = csv_text(HEADER, HUAQIAO, JINYUAN)


def refusal(name: str, content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(SheetRefusedError) as refused:
        open_table(name, content, limits=limits or Limits())
    return str(refused.value)


def names_in(table: Table) -> list[str]:
    place = table.columns.places["name"]
    return [row[place] for row in table.sheet.rows[table.columns.header_row + 1 :]]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
    ],
)
def test_every_usual_encoding_is_read(content: bytes) -> None:
    assert names_in(open_table("a.csv", content)) == [HUAQIAO[1], JINYUAN[1]]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_usual_separator_is_found(separator: str) -> None:
    tricky = [HUAQIAO[0], "甲,乙;丙\t丁厂", "", ""]
    content = csv_text(HEADER, tricky, separator=separator).encode()

    assert names_in(open_table("a.csv", content)) == ["甲,乙;丙\t丁厂"]


def test_a_packed_csv_is_read() -> None:
    packed = pack(TEXT.encode()) + pack(",".join(BUREAU).encode())

    assert names_in(open_table("A.CSV.GZ", packed)) == [HUAQIAO[1], JINYUAN[1], BUREAU[1]]


def test_a_workbook_is_read_and_formula_like_text_stays_text() -> None:
    table = open_table("a.xlsx", workbook_of(HEADER, [HUAQIAO[0], "=HYPERLINK(1)厂", "", ""]))

    assert names_in(table) == ["=HYPERLINK(1)厂"]


def test_the_first_visible_filled_sheet_is_read() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("封面")
        hidden, list_sheet = book.add_worksheet("旧"), book.add_worksheet("名单")
        hidden.hide()
        hidden.write_row(0, 0, HEADER)
        list_sheet.write_row(0, 0, HEADER)
        list_sheet.write_row(1, 0, BUREAU)

    assert names_in(open_table("a.xlsx", workbook(fill))) == [BUREAU[1]]


def test_a_merged_title_above_the_header_does_no_harm_and_rows_keep_their_numbers() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("B2:E2", "东莞市企业名单")
        sheet.write_row(3, 1, HEADER)
        sheet.write_row(4, 1, BUREAU)

    table = open_table("a.xlsx", workbook(fill))

    assert names_in(table) == [BUREAU[1]]
    assert table.row_number(table.columns.header_row) == 4


@pytest.mark.parametrize(("range_", "row"), [("A1:B1", 1), ("B2:B3", 2), ("A3:D3", 3)])
def test_merged_cells_in_header_or_data_are_refused(range_: str, row: int) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, HUAQIAO)
        sheet.write_row(2, 0, BUREAU)
        sheet.merge_range(range_, HEADER[0])

    words = refusal("a.xlsx", workbook(fill))

    assert f"第 {row} 行有合并的单元格" in words


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.xlsx"])
def test_an_empty_file_is_refused(name: str) -> None:
    assert refusal(name, b"") == "文件是空的"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b" \n\n"),
        ("a.csv.gz", pack(b"")),
        ("a.xlsx", workbook(lambda book: book.add_worksheet())),
    ],
)
def test_a_file_with_nothing_in_it_is_refused(name: str, content: bytes) -> None:
    assert refusal(name, content) == "文件是空的"


def test_a_header_without_rows_is_refused() -> None:
    assert "没有数据" in refusal("a.csv", csv_file(HEADER, ["", "", "", ""]))


@pytest.mark.parametrize(
    "content", [b"not a workbook", b"PK\x03\x04 broken", TEXT.encode(), b"\x00" * 99]
)
def test_an_xlsx_that_is_none_is_refused(content: bytes) -> None:
    assert "不是真正的 XLSX" in refusal("a.xlsx", content)


def test_another_zip_called_xlsx_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<w/>")

    assert "不是真正的 XLSX" in refusal("a.xlsx", out.getvalue())


def test_a_damaged_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook")

    assert "已损坏" in refusal("a.xlsx", out.getvalue())


def test_an_old_or_encrypted_workbook_is_refused_with_the_way_out() -> None:
    assert "另存为" in refusal("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_hundred_column_rows_are_refused(name: str) -> None:
    wide = [str(n) for n in range(100)]
    content = csv_file(HEADER, wide) if name == "a.csv" else workbook_of(HEADER, wide)

    words = refusal(name, content)

    assert "最多 60 列" in words


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFD3"])
def test_one_cell_far_away_does_not_take_the_memory(cell: str) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write(cell, "x")

    assert "最多" in refusal("a.xlsx", workbook(fill))


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    assert "超过 1 MB" in refusal("a.csv", b"x" * (2 << 20), Limits(file_bytes=1 << 20))


def test_a_gz_bomb_is_refused() -> None:
    packed = pack(b"0" * (2 << 20))

    assert "超过 1 MB" in refusal("a.csv.gz", packed, Limits(unpacked_bytes=1 << 20))


def test_a_workbook_bomb_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>" + " " * (2 << 20))

    assert "超过 1 MB" in refusal("a.xlsx", out.getvalue(), Limits(unpacked_bytes=1 << 20))


def test_too_many_rows_are_refused() -> None:
    assert "一次最多 2 行" in refusal("a.csv", csv_file(HEADER, HUAQIAO, BUREAU), Limits(rows=2))


@pytest.mark.parametrize("content", [b"\x1f\x8b broken", pack(TEXT.encode())[:-20], b"x"])
def test_a_broken_gz_is_refused(content: bytes) -> None:
    assert "压缩" in refusal("a.csv.gz", content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (workbook_of(HEADER, HUAQIAO), ".xlsx"),
        (pack(b"x"), ".csv.gz"),
        (b"\xff\xfe\xfd\x80\x81", "文字编码"),
        (b"\x01\x02\x03,\x04", "文字编码"),
        (b'code,name\n"91,x\n', "引号"),
    ],
)
def test_a_csv_that_is_none_is_refused(content: bytes, said: str) -> None:
    assert said in refusal("a.csv", content)


def test_another_kind_of_file_is_refused() -> None:
    assert "只能导入" in refusal("名单.pdf", b"%PDF-1.7")


def test_a_missing_column_is_named_and_the_header_is_kept_for_mapping() -> None:
    with pytest.raises(ColumnsRefusedError) as refused:
        open_table("a.csv", csv_file(["企业名称", "地址"], ["甲厂", "长安镇"]))

    assert str(refused.value).startswith("文件缺少“统一社会信用代码”列")
    assert refused.value.header == ["企业名称", "地址"]


def test_a_repeated_column_is_named() -> None:
    words = refusal("a.csv", csv_file([*HEADER, "单位名称"], [*HUAQIAO, "x"]))

    assert "“企业名称”、“单位名称”都像是“企业名称”" in words


def test_columns_can_be_chosen_by_hand() -> None:
    content = csv_file(["编号", "企业名称", "单位名称"], [HUAQIAO[0], "旧", "新"])

    table = open_table("a.csv", content, {"code": "编号", "name": "单位名称"})

    assert names_in(table) == ["新"]


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ({"name": "甲"}, "没有“甲”这一列"),
        ({"name": ""}, "缺少“企业名称”列"),
        ({"address": "企业名称"}, "指定了两次"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(override: dict[str, str], said: str) -> None:
    with pytest.raises(ColumnsRefusedError, match=said):
        open_table("a.csv", csv_file(HEADER, HUAQIAO), override)


@pytest.mark.parametrize(
    "header",
    [
        ["uscc", "name", "reg_date", "address"],
        ["USCC", "Name", "Reg_Date", "Address"],
        ["*统一社会信用代码（必填）", "企业 名称 *", "成立日期：", "住所(经营场所)"],
        ["社会信用代码", "公司名称", "注册日期", "企业地址"],
    ],
)
def test_headers_are_known_in_chinese_and_in_english(header: list[str]) -> None:
    places = open_table("a.csv", csv_file(header, HUAQIAO)).columns.places

    assert places == {"code": 0, "name": 1, "registered_on": 2, "address": 3}


def test_rows_come_back_as_they_were() -> None:
    assert list(read_sheet("a.csv", csv_file(HEADER, HUAQIAO)).rows) == [HEADER, HUAQIAO]
