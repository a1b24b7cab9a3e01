"""Backups: whole, verified, cheap every day, and what phones may forget because of them."""

import resource
import shutil
import stat
from pathlib import Path

import pytest

from server.backup import making, verifying
from server.backup.refusals import BackupRunning, Damaged, NotABackup, NotWritten, OtherVersion
from server.core import backup_log
from server.core.db import db
from server.core.doors import reading, writing
from server.features.evidence import commands as evidence
from server.features.evidence.blob_files import place_in
from tests.server.backup.photos import add_photo, first_blob, flip, stored
from tests.server.evidence.pictures import hash_of, picture


def test_a_backup_stands_whole_and_for_its_owner_only(backup, target):
    made = backup()

    assert [path.name for path in sorted(target.glob("doorstep-*"))] == [made.folder.name]
    assert verifying.verify(made.folder) == []
    for path in (made.folder, made.folder / "database.sqlite", *made.folder.glob("keys/*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_its_keys_are_those_of_the_bureau(bureau, backup):
    made = backup()

    key = bureau.extensions["doorstep.settings"].data_dir / "keys" / "receipt-es256.pem"
    assert (made.folder / "keys" / key.name).read_bytes() == key.read_bytes()


def test_a_second_backup_writes_only_the_new_photos(backup):
    old = add_photo()
    first = backup()
    new = add_photo()

    second = backup()

    assert (first.fresh_blobs, second.fresh_blobs, second.manifest.blobs) == (1, 1, 2)
    place = Path("blobs", old[:2], old[2:4], old)
    assert (first.folder / place).samefile(second.folder / place)
    assert (second.folder / "blobs" / new[:2] / new[2:4] / new).stat().st_nlink == 1


def test_the_first_backup_goes_and_the_second_is_still_whole(backup):
    add_photo()
    first = backup()
    second = backup()

    shutil.rmtree(first.folder)

    assert verifying.verify(second.folder) == []


def test_what_was_backed_up_is_durable_and_what_came_later_is_not(phone, backup):
    assert phone.sync().get("durable_through", 0) == 0
    assert sorted(phone.kept) == [1, 2]

    backup()
    phone.write("c")
    phone.sync()

    assert (phone.durable, sorted(phone.kept)) == (2, [3])


def test_a_photo_that_did_not_arrive_holds_back_all_that_follows(phone_of, people, backup):
    phone = phone_of(people.officer)
    content = picture(size=(48, 32))
    phone.write("a")
    phone.write("b", blobs=(hash_of(content),))
    phone.write("c")
    phone.sync()

    backup()
    assert phone.sync()["durable_through"] == 1

    add_photo(content)
    assert phone.sync()["durable_through"] == 1
    backup()
    assert phone.sync()["durable_through"] == 3


def test_each_phone_is_told_of_its_own_commands_only(phone_of, people, backup):
    busy, idle = phone_of(people.officer), phone_of(people.co_officer)
    busy.write("a")
    busy.sync()
    idle.sync()

    backup()

    assert (busy.sync()["durable_through"], "durable_through" in idle.sync()) == (1, False)


def test_a_backup_is_written_down_with_its_moment(backup, time):
    backup()

    with reading() as session:
        assert backup_log.last_verified(session) == time()


def damage_photo(sha256):
    stored(sha256).write_bytes(b"no photo any more")


def drop_photo(sha256):
    stored(sha256).unlink()


def change_scope(_):
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sync_scope SET n_rows = n_rows + 1 WHERE id = 'bureau'")


def change_digest(_):
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sync_feed SET row_ver = 99 WHERE tbl = 'branch'")


def drop_command(_):
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sync_command WHERE seq = 2")


def change_command(_):
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sync_command SET body = body || ' ' WHERE seq = 2")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (damage_photo, "照片内容已损坏"),
        (drop_photo, "照片缺失"),
        (change_scope, "同步范围 bureau"),
        (change_digest, "同步范围 bureau"),
        (drop_command, "第 3 条记录之前有缺失"),
        (change_command, "第 2 条记录内容被改动过"),
    ],
)
def test_what_is_wrong_in_the_bureau_is_found_and_no_phone_forgets(
    spoil, words, phone, backup, target
):
    phone.write("c")
    phone.sync()
    spoil(add_photo())

    with pytest.raises(Damaged, match=words):
        backup()

    assert [path.suffix for path in target.glob("doorstep-*")] == [".unverified"]
    with reading() as session:
        assert backup_log.last_verified(session) is None
    assert phone.sync().get("durable_through", 0) == 0


def test_a_photo_damaged_after_the_last_backup_is_taken_from_it(backup):
    sha = add_photo()
    backup()
    damage_photo(sha)

    assert verifying.verify(backup().folder) == []


def mark_damaged(sha256):
    damage_photo(sha256)
    with writing() as session:
        evidence.mark_damaged(session, sha256)


def test_a_photo_known_to_be_damaged_stops_no_backup_and_is_kept_from_the_one_before(backup):
    content = picture()
    sha = add_photo(content)
    backup()
    mark_damaged(sha)

    made = backup()

    assert verifying.verify(made.folder) == []
    assert (made.manifest.blobs, place_in(made.folder / "blobs", sha).read_bytes()) == (0, content)


def test_a_photo_known_to_be_damaged_is_not_durable(phone, backup):
    content = picture(size=(48, 32))
    phone.write("c", blobs=(hash_of(content),))
    phone.sync()
    mark_damaged(add_photo(content))

    backup()

    assert phone.sync()["durable_through"] == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: flip(folder / "database.sqlite"),
        lambda folder: flip(folder / "database.sqlite", at=30),
        lambda folder: flip(next(folder.glob("keys/*"))),
        lambda folder: flip(first_blob(folder)),
        lambda folder: first_blob(folder).unlink(),
        lambda folder: (folder / "database.sqlite").unlink(),
        lambda folder: next(folder.glob("keys/*")).unlink(),
        lambda folder: (folder / "database.sqlite").write_bytes(b""),
    ],
    ids=["database", "header", "key", "photo", "no photo", "no database", "no key", "empty"],
)
def test_every_damage_to_a_backup_is_found(spoil, backup):
    add_photo()
    folder = backup().folder
    assert verifying.verify(folder) == []

    spoil(folder)

    assert verifying.verify(folder) != []


def test_a_changed_or_missing_manifest_is_found(backup):
    folder = backup().folder
    text = (folder / "manifest.json").read_text()

    (folder / "manifest.json").write_text(text.replace('"format": 1', '"format": 2'))
    with pytest.raises(NotABackup, match="被改动过"):
        verifying.verify(folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(NotABackup, match="缺失"):
        verifying.verify(folder)


def test_what_a_killed_backup_left_is_swept_away(backup, target):
    left = target / ".doorstep-20261122T000000Z"
    left.mkdir(parents=True)
    (left / "database.sqlite").write_text("half")

    made = backup()

    assert sorted(path.name for path in target.iterdir()) == [
        ".doorstep.lock",
        made.folder.name,
    ]


def test_two_backups_at_once_into_one_folder_are_refused(bureau, target, told):
    def meanwhile(line):
        if line == "正在复制照片":
            making.make(target, told)

    with pytest.raises(BackupRunning):
        making.make(target, meanwhile)


def test_a_database_of_another_version_is_not_backed_up(backup):
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")

    with pytest.raises(OtherVersion):
        backup()


@pytest.fixture
def file_limit():
    """Let no file grow beyond some bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(most):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))

    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("most", [0, 4096, 200_000])
def test_a_full_disk_is_said_and_leaves_nothing(most, phone, target, file_limit):
    file_limit(most)
    with pytest.raises(NotWritten, match=r"磁盘空间不足|读写出错"):
        making.make(target, lambda _: None)
    file_limit(resource.RLIM_INFINITY)

    assert [path.name for path in target.iterdir()] == [".doorstep.lock"]
    assert phone.sync().get("durable_through", 0) == 0
