"""`doorstep import` and `reset-password`, as an administrator types them."""

import gzip
import io
import json

import openpyxl
import pytest

from tests.server.enterprises.sheets import BUREAU, HEADER, HUAQIAO, csv_file

# Each process starts anew, which takes long beside other tests.
pytestmark = pytest.mark.timeout(600)

PEOPLE = "姓名,用户名,角色,分局\n黄志强,huang,审批员,长安分局\n无名,,审批员,\n"


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FILES = {
    "名单.csv": csv_file(HEADER, HUAQIAO, BUREAU),
    "名单.csv.gz": gzip.compress(csv_file(HEADER, HUAQIAO, BUREAU)),
    "名单.xlsx": workbook(HEADER, HUAQIAO, BUREAU),
}


@pytest.mark.parametrize("name", FILES)
def test_enterprises_of_every_form_go_in_and_are_counted_in_the_last_line(name, doorstep, tmp_path):
    source = tmp_path / name
    source.write_bytes(FILES[name])
    told = {"read": 2, "created": 2, "updated": 0, "unchanged": 0, "rejected": 0}

    tried = doorstep("import", "enterprises", source, "--dry-run")
    done = doorstep("import", "enterprises", source)
    again = doorstep("import", "enterprises", source)

    last = [json.loads(answer.stdout.splitlines()[-1]) for answer in (tried, done, again)]
    assert last == [told, told, {**told, "created": 0, "unchanged": 2}]


def test_a_file_of_200_megabytes_is_refused_before_it_is_read(doorstep, tmp_path):
    source = tmp_path / "大.csv"
    with source.open("wb") as file:
        file.truncate(200 * 1024 * 1024)

    answer = doorstep("import", "enterprises", source)
    people = doorstep("import", "people", source)

    assert (answer.returncode, people.returncode) == (1, 1)
    assert "文件超过 50 MB" in answer.stderr
    assert "文件超过 50 MB" in people.stderr
    assert not list(tmp_path.rglob("imports/*"))


def test_people_go_in_with_first_passwords_and_faults_by_row(doorstep, tmp_path):
    source = tmp_path / "人员.csv"
    source.write_text(PEOPLE)

    answer = doorstep("import", "people", source)

    account, fault, counts = answer.stdout.splitlines()
    assert account.startswith("黄志强  登录名 huang  初始密码 ")
    assert fault == "第 3 行“用户名”：没有填写登录名"
    assert json.loads(counts) == {
        "read": 2,
        "created": 1,
        "ranks": 0,
        "unchanged": 0,
        "rejected": 1,
    }


def test_a_password_is_given_anew_to_somebody_who_exists(doorstep, tmp_path):
    source = tmp_path / "人员.csv"
    source.write_text(PEOPLE)
    doorstep("import", "people", source)

    given = doorstep("reset-password", "huang")
    nobody = doorstep("reset-password", "nobody")

    assert (given.returncode, len(given.stdout.split())) == (0, 1)
    assert (nobody.returncode, "没有找到这个人" in nobody.stderr) == (1, True)
