import gzip
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.core.problems import Problem
from server.features.enterprises import import_files
from server.features.enterprises.importing import Counts, import_file
from tests.server.enterprises.imports import BAD, IMPORTS, how_many, upload
from tests.server.enterprises.sheets import (
    HEADER,
    HUAQIAO,
    csv_file,
)

REAL = Path(__file__).parents[4] / "shared/data/dongguan_enterprises.csv.gz"


def test_the_console_imports_a_file_and_writes_the_report(app: Flask, tmp_path: Path) -> None:
    del app
    source, report = tmp_path / "名单.csv.gz", tmp_path / "拒绝.csv"
    source.write_bytes(gzip.compress(csv_file(HEADER, HUAQIAO, BAD)))

    tried = import_file(source, dry_run=True)
    done = import_file(source, report=report)

    assert tried == done == Counts(read=2, created=1, updated=0, unchanged=0, rejected=1)
    assert "外层校验码" in report.read_text("utf-8-sig")
    assert import_file(source) == Counts(read=2, created=0, updated=0, unchanged=1, rejected=1)


def test_a_report_that_cannot_be_written_stops_the_import(app: Flask, tmp_path: Path) -> None:
    del app
    source = tmp_path / "a.csv"
    source.write_bytes(csv_file(HEADER, HUAQIAO))

    with pytest.raises(Problem, match="nowhere"):
        import_file(source, report=tmp_path / "nowhere" / "r.csv")

    assert how_many() == 0


def test_a_batch_whose_file_is_gone_says_so(administrator: Any, tmp_path: Path) -> None:
    batch = upload(administrator, csv_file(HEADER, HUAQIAO)).json
    (tmp_path / "data" / import_files.FOLDER / batch["id"]).unlink()

    answer = administrator.post(f"{IMPORTS}/{batch['id']}/commit")

    assert answer.status_code == 404
    assert "原文件" in answer.json["detail"]


def test_the_console_refuses_a_file_in_words(app: Flask, tmp_path: Path) -> None:
    del app
    source = tmp_path / "a.xlsx"
    source.write_bytes(b"none")

    with pytest.raises(Problem, match="不是真正的 XLSX"):
        import_file(source)


@pytest.mark.skipif(
    not REAL.exists(), reason="the file of real registrations is not on this machine"
)
def test_the_file_of_real_registrations_goes_in_whole_and_comes_out_again(
    app: Flask, administrator: Any
) -> None:
    del app
    assert import_file(REAL) == Counts(23_294, 23_294, 0, 0, 0)
    assert import_file(REAL, dry_run=True) == Counts(23_294, 0, 0, 23_294, 0)
    (batch,) = administrator.get(IMPORTS).json

    undone = administrator.delete(f"{IMPORTS}/{batch['id']}")

    assert undone.json == {"undone": 23_294, "kept": []}
    assert how_many() == 0
