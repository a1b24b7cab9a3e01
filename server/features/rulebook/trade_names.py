"""Read the names of trades (GB/T 4754) from a file like gbt4754_2017.csv."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

from server.core.problems import Problem

COLUMNS = {"code", "name"}
CODE = re.compile(r"[0-9]{2,4}")
# Sections (门类) have a letter; no fact is answered by one.
SECTION = re.compile(r"[A-Z]")
MOST_LETTERS = 100


class UnreadableTrades(Problem):
    code = "422.280"
    title = "行业名称文件读不懂，没有导入"


def read_names(text: bytes) -> dict[str, str]:
    """Return name by code, of 2 to 4 digits; refuses the whole file for one line that is wrong."""
    names: dict[str, str] = {}
    for line, code, name in _lines(text):
        if SECTION.fullmatch(code):
            continue
        if not CODE.fullmatch(code):
            raise UnreadableTrades(f"第{line}行的代码不是 2 到 4 位数字")
        if not 0 < len(name) <= MOST_LETTERS:
            raise UnreadableTrades(f"第{line}行没有名称，或者名称超过 {MOST_LETTERS} 字")
        if code in names:
            raise UnreadableTrades(f"第{line}行的代码 {code} 前面已经有了")
        names[code] = name
    if not names:
        raise UnreadableTrades("没有行业代码")
    return names


def _lines(text: bytes) -> Iterator[tuple[int, str, str]]:
    """Yield the number of each line with its code and its name."""
    try:
        table = csv.DictReader(StringIO(text.decode("utf-8-sig"), newline=""), strict=True)
        if not COLUMNS.issubset(table.fieldnames or ()):
            raise UnreadableTrades("第一行要有 code 和 name 两列")
        for row in table:
            yield table.line_num, (row["code"] or "").strip(), (row["name"] or "").strip()
    except UnicodeDecodeError as fault:
        raise UnreadableTrades("文件不是 UTF-8 文字") from fault
    except csv.Error as fault:
        raise UnreadableTrades("不是 CSV 表格") from fault
