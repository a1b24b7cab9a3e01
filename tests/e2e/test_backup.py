"""Backup and restore as the console runs them: real processes, killed at every step."""

import os
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.e2e.bureau import Bureau, console_script
from tests.e2e.caller import Caller, new_enterprise
from tests.forks import Forked
from tests.server.backup.photos import flip

PHONE = "01a20adc-0000-7000-8000-00000000000b"


def spoken(bureau, *arguments, until=None):
    """Run a command; at a line that begins with `until` kill it. Return what it said."""
    with TemporaryDirectory() as folder:
        pipe = Path(folder, "said")
        os.mkfifo(pipe)
        process = Forked(arguments, bureau.environment, pipe, pipe)
        said = []
        with pipe.open() as lines:
            for line in lines:
                said.append(line)
                if until and line.startswith(until):
                    process.kill()
        return process.wait(60), "".join(said)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "backups"


@pytest.fixture(scope="module")
def whole_backup(demo_data, tmp_path_factory):
    """A backup of the demo, made once; tests leave it as it is."""
    folder = tmp_path_factory.mktemp("backed-up")
    bureau = Bureau(shutil.copytree(demo_data, folder / "bureau"))
    bureau.run("backup", str(folder / "backups"))
    [made] = backups(folder / "backups")
    return made


@pytest.fixture
def new_place(tmp_path):
    """An installation with nothing in it."""
    folder = tmp_path / "new"
    folder.mkdir()
    found = Bureau(folder)
    yield found
    found.stop()


def backups(target):
    return sorted(target.glob("doorstep-*"))


def test_a_drill_brings_everything_back_and_phones_the_rest(bureau, target, new_place):
    chen = Caller(bureau, "chen")
    chen.sync(PHONE, 1, new_enterprise(1, "a"))
    said = bureau.run("backup", str(target))
    assert "备份完成并已核对" in said
    assert chen.sync(PHONE, 2)["durable_through"] == 1
    first = chen.sync(PHONE, 2, new_enterprise(2, "b"))
    [folder] = backups(target)
    bureau.stop()

    assert "恢复完成" in new_place.run("restore", str(folder), "--yes")
    new_place.start()

    again = Caller(new_place, "chen")
    waiting = again.sync(PHONE, 3)
    assert (waiting["expected_seq"], waiting["durable_through"]) == (2, 1)
    assert waiting["epoch"] != first["epoch"]
    sent = again.sync(PHONE, 2, new_enterprise(2, "b"))
    assert [result["status"] for result in sent["results"]] == ["applied"]
    assert sent["expected_seq"] == 3


@pytest.mark.parametrize("step", ["正在复制数据库", "正在复制照片", "正在核对"])
def test_a_killed_backup_leaves_none_and_the_next_one_is_whole(step, bureau, target):
    code, said = spoken(bureau, "backup", str(target), until=step)

    assert (code, "备份完成" in said) == (-signal.SIGKILL, False)
    assert backups(target) == []
    assert "备份完成并已核对" in bureau.run("backup", str(target))
    [folder] = backups(target)
    assert "备份完好" in bureau.run("verify-backup", str(folder))
    assert [path.name for path in target.glob(".doorstep-*")] == []


def test_a_restore_killed_while_it_checks_has_touched_nothing(whole_backup, new_place):
    code, _ = spoken(new_place, "restore", str(whole_backup), "--yes", until="正在核对备份")

    assert code == -signal.SIGKILL
    assert list(new_place.folder.iterdir()) == []


@pytest.mark.parametrize("step", ["正在放回密钥", "正在放回照片", "正在装入数据库"])
def test_a_killed_restore_is_refused_by_the_server_and_finished_by_a_second_one(
    step, whole_backup, new_place
):
    code, _ = spoken(new_place, "restore", str(whole_backup), "--yes", until=step)
    assert code == -signal.SIGKILL

    code, said = spoken(new_place, "serve", "--port", str(new_place.port))
    assert (code, "恢复没有完成" in said) == (1, True)

    assert "恢复完成" in new_place.run("restore", str(whole_backup), "--yes")
    with closing(sqlite3.connect(new_place.folder / "doorstep.db")) as found:
        assert found.execute("SELECT count(*) FROM sync_epoch").fetchone() == (2,)


def test_a_running_server_is_not_restored_over(whole_backup, bureau):
    code, said = spoken(bureau, "restore", str(whole_backup), "--yes")

    assert (code, "正在使用" in said) == (1, True)


def test_a_filled_installation_is_not_restored_over(whole_backup, demo_data, tmp_path):
    filled = Bureau(shutil.copytree(demo_data, tmp_path / "filled"))

    code, said = spoken(filled, "restore", str(whole_backup), "--yes")

    assert (code, "不会覆盖" in said) == (1, True)


@pytest.mark.parametrize("command", [("verify-backup",), ("restore", "--yes")])
def test_a_damaged_backup_is_refused_in_words(command, whole_backup, tmp_path, new_place):
    damaged = shutil.copytree(whole_backup, tmp_path / whole_backup.name)
    flip(damaged / "database.sqlite")

    code, said = spoken(new_place, *command, str(damaged))

    assert (code, "没有通过核对" in said) == (1, True)
    assert list(new_place.folder.iterdir()) == []


def test_a_folder_that_is_no_backup_is_refused_in_words(new_place, tmp_path):
    code, said = spoken(new_place, "verify-backup", str(tmp_path))

    assert (code, "不是一份完整的备份" in said) == (1, True)


def test_a_full_disk_is_said_at_the_console(bureau, target):
    target.mkdir()
    limited = f"ulimit -f 64; exec {console_script()} backup {target}"
    shell = shutil.which("bash")

    done = subprocess.run(
        [shell, "-c", limited], env=bureau.environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, "没有留下半份" in done.stderr) == (1, True), done.stderr
    assert backups(target) == []
    assert Caller(bureau, "chen").sync(PHONE, 1)["expected_seq"] == 1
