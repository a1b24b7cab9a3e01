"""`doorstep doctor` changes nothing and says in Chinese what to do."""

import re
import sqlite3

import pytest

# Each process starts anew, which takes long beside other tests.
pytestmark = pytest.mark.timeout(600)

BOOKS = [
    "范围防线",
    "备份",
    "同步账目",
    "统计数字",
    "手机资料修复",
    "出错的记录",
    "文书",
    "三员分立",
]
REST = ["存储", "时钟", "界面文件", "PDF 组件 Pango", "中文字体"]


@pytest.fixture
def installed(doorstep, folder):
    """Give the database file of an installation that was set up."""
    assert doorstep("migrate").returncode == 0
    return folder / "doorstep.db"


def on_database(answer):
    return next(line for line in answer.stdout.splitlines() if "数据库" in line)


def test_a_fresh_folder_stays_fresh_however_often_one_looks(doorstep, folder):
    first, second = doorstep("doctor"), doorstep("doctor")

    assert not folder.exists()
    assert on_database(first) == on_database(second)
    assert on_database(first).startswith("✗ 数据库：还没有数据库，运行 make run")
    assert (first.returncode, second.returncode) == (1, 1)


def test_a_good_database_is_called_good_and_not_touched(doorstep, installed, folder):
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}

    answer = doorstep("doctor")

    assert on_database(answer) == "✓ 数据库：可用，表结构是当前版本"
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert [line.split("：")[0][2:] for line in answer.stdout.splitlines()] == [
        "数据库",
        *BOOKS,
        *REST,
    ]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DROP TABLE finding", "缺少 1 张表，请停止服务并从备份恢复"),
        ("UPDATE alembic_version SET version_num = '0001'", "表结构还不是当前版本"),
        ("DROP TABLE alembic_version", "表结构还不是当前版本"),
    ],
)
def test_a_database_of_another_shape_is_noticed(damage, words, doorstep, installed):
    with sqlite3.connect(installed) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(damage)
    connection.close()

    answer = doorstep("doctor")

    assert words in on_database(answer)
    assert answer.returncode == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://nobody@127.0.0.1:1/nothing", "连不上数据库"),
        ("mysteriousql://x", "DOORSTEP_DATABASE_URL 写得不对"),
        ("no url at all", "DOORSTEP_DATABASE_URL 写得不对"),
    ],
)
def test_a_database_that_cannot_be_reached_is_said_without_foreign_words(url, words, doorstep):
    answer = doorstep("doctor", DOORSTEP_DATABASE_URL=url)

    assert words in on_database(answer)
    assert not re.search(r"sqlalche|psycopg|Error|Traceback", answer.stdout + answer.stderr)


def test_a_file_that_is_no_database_is_said_so(doorstep, folder):
    folder.mkdir()
    (folder / "doorstep.db").write_bytes(b"not a database at all" * 100)

    assert "打不开，可能已经损坏或者不是数据库" in on_database(doorstep("doctor"))
