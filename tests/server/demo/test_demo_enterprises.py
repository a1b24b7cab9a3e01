"""The invented enterprises could be real ones: their codes pass every check."""

import csv
from random import Random

from server.demo.enterprises import write_list
from server.features.enterprises.codes import Code, parse_code


def test_demo_enterprises_have_valid_and_different_codes(tmp_path):
    path = tmp_path / "list.csv"
    write_list(path, ["长安镇", "虎门镇"], Random(1))  # noqa: S311 - reproducible

    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    place = header.index("统一社会信用代码")
    codes = [parse_code(row[place]) for row in rows]

    assert len(codes) > 100
    assert all(isinstance(code, Code) and code.kind == "uscc" for code in codes)
    assert len({code.text for code in codes}) == len(codes)
