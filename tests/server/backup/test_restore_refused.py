"""Restores that are refused, and restores that were broken off."""

import pytest

from server.backup import restoring
from server.backup.refusals import Damaged, NotEmpty, NotRestored
from server.core import occupancy
from server.core.db import db
from tests.server.backup.conftest import settings_of
from tests.server.backup.phones import enterprises
from tests.server.backup.photos import add_photo, first_blob, flip


def test_a_filled_database_is_not_overwritten(phone, backup, empty, restored, told):
    made = backup()
    restored(made.folder, empty)
    db.session.remove()
    db.engine.dispose()

    with pytest.raises(NotEmpty):
        restoring.restore(made.folder, made.manifest, empty, told)

    assert enterprises() == ["a", "b"]
    assert occupancy.unfinished(empty.data_dir) is None


def test_an_installation_in_use_is_left_alone(backup, empty, told):
    made = backup()

    with occupancy.enter(empty.data_dir), pytest.raises(occupancy.InUse):
        restoring.restore(made.folder, made.manifest, empty, told)


def test_remains_of_a_database_that_was_moved_away_are_left_alone(backup, tmp_path, told):
    made = backup()
    into = settings_of(f"sqlite:///{tmp_path / 'moved.db'}", tmp_path / "moved")
    (tmp_path / "moved.db-wal").write_bytes(b"the last commits")

    with pytest.raises(NotEmpty, match="wal"):
        restoring.restore(made.folder, made.manifest, into, told)

    assert (tmp_path / "moved.db-wal").read_bytes() == b"the last commits"


def test_a_key_that_stood_there_is_kept_aside(backup, empty, told):
    made = backup()
    place = empty.data_dir / "keys" / "receipt-es256.pem"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"another key")

    restoring.restore(made.folder, made.manifest, empty, told)

    assert place.read_bytes() != b"another key"
    [aside] = place.parent.glob("replaced-*")
    assert aside.read_bytes() == b"another key"


def test_a_damaged_backup_restores_nothing(backup, empty, told):
    add_photo()
    made = backup()
    flip(first_blob(made.folder))

    with pytest.raises(Damaged, match="照片内容已损坏"):
        restoring.checked(made.folder, told)

    assert not empty.data_dir.exists()


class Cut(Exception):  # noqa: N818 - thrown by a test, not a refusal
    pass


STEPS = ["正在放回密钥", "正在放回照片", "正在装入数据库", "正在收尾"]


@pytest.mark.parametrize("step", STEPS)
def test_a_restore_broken_off_is_finished_by_a_second_one(step, phone, backup, empty, restored):
    made = backup()

    def cut(line):
        if line == step:
            raise Cut

    with pytest.raises(Cut):
        restoring.restore(made.folder, made.manifest, empty, cut)
    with pytest.raises(occupancy.RestoreUnfinished, match=str(made.folder)):
        occupancy.enter(empty.data_dir)

    restored(made.folder, empty)

    assert enterprises() == ["a", "b"]
    occupancy.enter(empty.data_dir).close()


def test_after_a_restore_that_loaded_its_database_only_the_same_backup_may_finish(
    phone, backup, empty, told
):
    first, second = backup(), backup()

    def cut(line):
        if line == "正在收尾":
            raise Cut

    with pytest.raises(Cut):
        restoring.restore(first.folder, first.manifest, empty, cut)

    with pytest.raises(NotEmpty, match=str(first.folder)):
        restoring.restore(second.folder, second.manifest, empty, told)


def test_a_full_disk_during_a_restore_is_said_and_can_be_mended(
    phone, backup, empty, restored, monkeypatch, told
):
    made = backup()

    def full(*_):
        raise OSError(28, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(restoring.shutil, "copyfile", full)
        with pytest.raises(NotRestored):
            restoring.restore(made.folder, made.manifest, empty, told)

    restored(made.folder, empty)
    assert enterprises() == ["a", "b"]
