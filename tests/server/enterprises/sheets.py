"""Files of enterprises as offices send them, made in memory."""

import csv
import io
from collections.abc import Callable, Sequence

import xlsxwriter

HEADER = ["统一社会信用代码", "企业名称", "成立日期", "地址"]
HUAQIAO = ["91441900198020532E", "广东省东莞市华侨商品供应公司", "1981-12-30", "东莞市莞城大西路"]
JINYUAN = ["91441900198020225M", "东莞市金元五金交电有限公司", "1981-12-30", "东莞市莞城振华路"]
BUREAU = ["91441900MA5372707M", "东莞市某某科技有限公司", "2019-04-30", "东莞市长安镇"]


def csv_text(*rows: Sequence[str], separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def csv_file(*rows: Sequence[str]) -> bytes:
    return csv_text(*rows).encode()


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        fill(book)
    return out.getvalue()


def workbook_of(*rows: Sequence[str]) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(fill)
