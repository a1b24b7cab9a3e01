import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from server.core.doors import reading, writing
from server.core.feed import head
from server.core.problems import DiskFull
from server.features.enterprises import import_files, queries
from tests.conftest import Clock
from tests.people import People
from tests.server.enterprises.imports import (
    BAD,
    IMPORTS,
    counts,
    how_many,
    imported,
    in_registry,
    upload,
)
from tests.server.enterprises.registry import CHANGAN, HUMEN, add, scope_of
from tests.server.enterprises.sheets import (
    BUREAU,
    HEADER,
    HUAQIAO,
    JINYUAN,
    csv_file,
    workbook_of,
)


def test_a_file_of_200_megabytes_is_refused_before_anything_is_written(
    administrator: Any, tmp_path: Path
) -> None:
    large = tmp_path / "大.csv"
    with large.open("wb") as file:
        file.truncate(200 * 1024 * 1024)

    with large.open("rb") as file:
        answer = administrator.post(IMPORTS, data={"file": (file, "大.csv")})
        answer.request.environ["wsgi.input"].close()

    assert (answer.status_code, answer.json["code"]) == (422, "422.23")
    assert "超过 50 MB" in answer.json["detail"]
    assert administrator.get(IMPORTS).json == []


def test_checking_a_file_says_what_would_happen_and_writes_nothing(administrator: Any) -> None:
    answer = upload(administrator, csv_file(HEADER, HUAQIAO, BAD, BUREAU))

    assert answer.status_code == 201
    assert counts(answer.json) == [3, 2, 0, 0, 1]
    assert answer.json["state"] == "checked"
    (fault,) = answer.json["faults"]
    assert (fault["row"], fault["column"], fault["value"]) == (3, "统一社会信用代码", BAD[0])
    assert "外层校验码" in fault["words"]
    assert {"field": "code", "label": "统一社会信用代码", "title": HEADER[0]} in answer.json[
        "columns"
    ]
    assert how_many() == 0


def test_the_good_rows_go_in_and_onto_the_phones(administrator: Any) -> None:
    batch = imported(administrator, workbook_of(HEADER, HUAQIAO, BAD, BUREAU), "名单.xlsx")

    assert counts(batch) == [3, 2, 0, 0, 1]
    row = in_registry(BUREAU[0])
    assert row is not None
    assert (row.name, row.town_code, row.verified, row.row_ver) == (BUREAU[1], CHANGAN, True, 1)
    assert scope_of(row.id) == {f"town:{CHANGAN}"}
    with reading() as session:
        assert head(session, f"town:{CHANGAN}").n_rows == 1


def test_a_second_import_changes_only_what_changed(administrator: Any) -> None:
    imported(administrator, csv_file(HEADER, HUAQIAO, JINYUAN, BUREAU))
    moved = [BUREAU[0], "东莞市新名科技有限公司", "2019.05.01", "东莞市虎门镇一路"]
    blank = [JINYUAN[0], JINYUAN[1], "", ""]

    batch = imported(administrator, csv_file(HEADER, HUAQIAO, blank, moved))

    assert counts(batch) == [3, 0, 1, 2, 0]
    row = in_registry(BUREAU[0])
    assert row is not None
    assert (row.name, row.initials, row.row_ver) == (moved[1], "dgsxmkjyxgs", 2)
    assert scope_of(row.id) == {f"town:{HUMEN}"}
    kept = in_registry(JINYUAN[0])
    assert kept is not None
    assert kept.address == JINYUAN[3]


def test_an_enterprise_that_an_officer_added_is_verified_by_the_list(
    app: Flask, administrator: Any
) -> None:
    del app
    add("e1", BUREAU[1], town=HUMEN, code=BUREAU[0])
    with writing() as session:
        row = queries.enterprise(session, "e1")
        assert row is not None
        row.verified = False
        row.address = BUREAU[3]

    batch = imported(administrator, csv_file(HEADER, BUREAU))

    assert counts(batch) == [1, 0, 1, 0, 0]
    found = in_registry(BUREAU[0])
    assert found is not None
    assert (found.verified, found.town_code) == (True, HUMEN)


def test_a_batch_is_imported_once(administrator: Any) -> None:
    batch = imported(administrator, csv_file(HEADER, HUAQIAO))

    again = administrator.post(f"{IMPORTS}/{batch['id']}/commit")

    assert (again.status_code, again.json["code"]) == (409, "409.20")


def test_a_checked_file_that_nobody_imports_is_forgotten_after_a_week(
    administrator: Any, time: Clock, tmp_path: Path
) -> None:
    left = upload(administrator, csv_file(HEADER, HUAQIAO)).json
    done = imported(administrator, csv_file(HEADER, JINYUAN))
    with writing() as session:
        for batch in queries.batches(session):
            batch.checked_at = time() - timedelta(days=8)

    new = upload(administrator, csv_file(HEADER, BUREAU)).json

    assert {batch["id"] for batch in administrator.get(IMPORTS).json} == {done["id"], new["id"]}
    files = {file.name for file in (tmp_path / "data" / import_files.FOLDER).iterdir()}
    assert files == {done["id"], new["id"]}
    assert left["id"] not in files


def test_columns_are_chosen_by_hand(administrator: Any) -> None:
    content = csv_file(["编号", "企业名称", "单位名称"], [HUAQIAO[0], "旧", "新名"])
    refused = upload(administrator, content)
    mapping = json.dumps({"code": "编号", "name": "单位名称"})

    batch = upload(administrator, content, mapping=mapping).json
    administrator.post(f"{IMPORTS}/{batch['id']}/commit")

    assert refused.status_code == 422
    assert refused.json["header"] == ["编号", "企业名称", "单位名称"]
    row = in_registry(HUAQIAO[0])
    assert row is not None
    assert row.name == "新名"


@pytest.mark.parametrize("mapping", ["{", "[]", '{"shoe": "x"}'])
def test_a_mapping_out_of_shape_is_refused(administrator: Any, mapping: str) -> None:
    answer = upload(administrator, csv_file(HEADER, HUAQIAO), mapping=mapping)

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"none", "不是真正的 XLSX"),
        ("a.csv", b"", "文件是空的"),
        ("a.csv", csv_file(HEADER[1:], HUAQIAO[1:]), "缺少"),
        ("a.txt", b"x", "只能导入"),
        ("a.csv", b"x" * (51 << 20), "超过 50 MB"),
    ],
)
def test_a_file_that_cannot_be_used_leaves_nothing_behind(
    administrator: Any, name: str, content: bytes, said: str
) -> None:
    answer = upload(administrator, content, name)

    assert (answer.status_code, answer.json["code"]) == (422, "422.23")
    assert said in answer.json["detail"]
    assert administrator.get(IMPORTS).json == []


def test_an_upload_without_a_file_is_refused(administrator: Any) -> None:
    assert administrator.post(IMPORTS, data={"x": "y"}).status_code == 422


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_refused_rows_are_handed_back_with_reasons_and_without_formulas(
    administrator: Any, form: str
) -> None:
    batch = upload(administrator, csv_file(HEADER, HUAQIAO, BAD)).json

    answer = administrator.get(f"{IMPORTS}/{batch['id']}/rejects.{form}")

    header, row = _rows(answer.data, form)
    assert header == ["行号", *HEADER, "原因"]
    assert row[0] == "3"
    assert "外层校验码" in row[-1]
    assert row[2] == BAD[1] if form == "xlsx" else row[2] == f"'{BAD[1]}"
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_template_can_be_filled_and_imported(administrator: Any, form: str) -> None:
    answer = administrator.get(f"{IMPORTS}/template?form={form}")
    (header, *_) = _rows(answer.data, form)

    batch = imported(administrator, csv_file(header, [*BUREAU[:2], *[""] * (len(header) - 2)]))

    assert counts(batch) == [1, 1, 0, 0, 0]


def test_only_the_administrator_imports(as_person: Any, people: People) -> None:
    manager = as_person(people.manager)

    assert upload(manager, csv_file(HEADER, HUAQIAO)).status_code == 403
    assert manager.get(IMPORTS).status_code == 403


def test_a_full_disk_is_said_and_nothing_is_kept(app: Flask, tmp_path: Path) -> None:
    del app
    folder = tmp_path / "data" / import_files.FOLDER
    folder.mkdir()
    (folder / "b1.part").symlink_to("/dev/full")

    with pytest.raises(DiskFull):
        import_files.keep("b1", b"x")

    assert list(folder.iterdir()) == []


def _rows(content: bytes, form: str) -> list[list[Any]]:
    if form == "xlsx":
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return book.get_sheet_by_index(0).to_python()
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


def test_an_unknown_town_and_a_date_in_the_future_are_warned_of_and_go_in(
    administrator: Any,
) -> None:
    header = [*HEADER, "镇（街）"]
    lost = [*HUAQIAO[:3], "某某路 1 号", "桃源镇"]
    early = [*JINYUAN[:2], "2027-01-01", "东莞市某处", "虎门镇"]

    batch = upload(administrator, csv_file(header, lost, early, [*BUREAU, ""])).json

    assert counts(batch) == [3, 3, 0, 0, 0]
    assert batch["n_warned"] == 2
    assert [(odd["row"], odd["column"], odd["words"]) for odd in batch["warnings"]] == [
        (2, "镇（街）", "没有这个镇街，归入“镇街不明”"),
        (3, "成立日期", "日期晚于今天，请核对"),
    ]


def test_a_town_that_is_only_in_the_address_is_not_warned_of(administrator: Any) -> None:
    batch = upload(administrator, csv_file([*HEADER, "镇街"], [*BUREAU, "桃源镇"], HUAQIAO)).json

    assert [odd["words"] for odd in batch["warnings"]] == ["没有这个镇街，按地址判断"]


def test_a_check_says_what_it_would_overwrite(administrator: Any) -> None:
    imported(administrator, csv_file(HEADER, HUAQIAO, BUREAU))
    moved = [BUREAU[0], BUREAU[1], "2019.05.01", "东莞市虎门镇一路"]

    batch = upload(administrator, csv_file(HEADER, HUAQIAO, moved)).json

    assert counts(batch) == [2, 0, 1, 1, 0]
    assert batch["n_overwrites"] == 3
    told = [(one["row"], one["field"], one["old"], one["new"]) for one in batch["overwrites"]]
    assert told == [
        (3, "成立日期", "2019年4月30日", "2019年5月1日"),
        (3, "地址", "东莞市长安镇", "东莞市虎门镇一路"),
        (3, "镇街", "长安镇", "虎门镇"),
    ]
