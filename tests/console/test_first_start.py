"""What stands in a database decides what is put into it, never whether a file is there."""

import sqlite3

import pytest

# Each process starts anew, which takes long beside other tests.
pytestmark = pytest.mark.timeout(600)

PEOPLE = "姓名,用户名,角色\n黄志强,huang,管理人员\n"


def count(file, table):
    with sqlite3.connect(file) as connection:
        [[number]] = connection.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
    connection.close()
    return number


@pytest.fixture
def database(folder):
    return folder / "doorstep.db"


def test_the_demo_fills_a_database_that_exists_and_holds_nobody(doorstep, folder, database):
    folder.mkdir()
    database.touch()

    assert doorstep("demo", "--if-new").returncode == 0

    people, visits = count(database, "person"), count(database, "visit")
    assert people > 100
    assert visits > 30
    assert count(database, "registration") == 14
    assert doorstep("demo", "--if-new").stdout == ""
    assert (count(database, "person"), count(database, "visit")) == (people, visits)


def test_the_demo_stays_out_of_a_database_in_which_somebody_works(doorstep, database, tmp_path):
    source = tmp_path / "人员.csv"
    source.write_text(PEOPLE)
    doorstep("import", "people", source)

    doorstep("demo", "--if-new")

    assert (count(database, "person"), count(database, "visit")) == (1, 0)


def test_a_demo_that_was_cut_short_is_finished(doorstep, database):
    doorstep("demo")
    with sqlite3.connect(database) as connection:
        for table in ("photo", "finding", "visit_participant", "visit"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
        connection.execute("UPDATE audit_entry SET event = '' WHERE event = 'demo.settled'")
    connection.close()

    doorstep("demo", "--if-new")

    assert count(database, "visit") > 30


def test_every_sqlite_address_is_made_at_start_also_in_a_folder_that_is_not_there(
    doorstep, tmp_path
):
    file = tmp_path / "not" / "yet" / "there" / "bureau.db"

    answer = doorstep("migrate", DOORSTEP_DATABASE_URL=f"sqlite:///{file}")

    assert answer.returncode == 0, answer.stderr
    assert count(file, "branch") == 33
