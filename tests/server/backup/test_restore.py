"""Restoring: into either database, once or twice, while phones hold what the backup does not."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

from flask_migrate import downgrade
from sqlalchemy import func, select

from server.backup import making, restoring
from server.backup.database import seal
from server.core import audit, backup_log, feed
from server.core.db import db
from server.core.doors import reading, writing
from server.features.accounts.models import SignIn
from server.features.sync_api import snapshots
from server.features.sync_api.models import CommandEntry
from tests.server.backup.conftest import opened, settings_of
from tests.server.backup.phones import enterprises
from tests.server.backup.photos import add_photo
from tests.server.evidence.pictures import picture


def epoch():
    with reading() as session:
        return feed.epoch(session)


def test_everything_comes_back_in_an_epoch_of_its_own(phone, backup, empty, restored):
    content = picture()
    sha = add_photo(content)
    made = backup()
    before = epoch()

    restored(made.folder, empty)

    assert (enterprises(), epoch() == before) == (["a", "b"], False)
    assert (empty.data_dir / "blobs" / sha[:2] / sha[2:4] / sha).read_bytes() == content
    key = "keys/receipt-es256.pem"
    assert (empty.data_dir / key).read_bytes() == (made.folder / key).read_bytes()


def test_every_row_of_every_table_is_the_same_afterwards(phone, backup, empty, restored):
    made = backup()
    expected = contents(db.engine)

    restored(made.folder, empty)

    found = contents(db.engine)
    log = ("audit_entry", "audit_leaf", "audit_tree", "audit_checkpoint")
    for new in ("sync_epoch", "backup_made", *log, "sync_device", "sign_in"):
        expected.pop(new)
        found.pop(new)
    assert found == expected


def contents(engine):
    with engine.connect() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in db.metadata.sorted_tables
        }


def test_snapshots_are_made_anew_as_their_chunks_are_in_no_backup(
    phone, backup, empty, restored, time
):
    assert snapshots.build("bureau", at=time())
    assert len(contents(db.engine)["sync_snapshot"]) == 1
    made = backup()

    restored(made.folder, empty)

    assert contents(db.engine)["sync_snapshot"] == []


def test_nobody_stays_signed_in(phone, backup, empty, restored):
    made = backup()

    restored(made.folder, empty)

    with reading() as session:
        assert session.scalar(select(func.count()).select_from(SignIn)) == 0


def test_the_next_row_gets_a_number_of_its_own(backup, empty, restored, time):
    made = backup()
    restored(made.folder, empty)

    with writing() as session:
        audit.record(session, "something.else", subject="x", by=None, at=time())

    with reading() as session:
        deeds = session.scalars(select(audit.AuditEntry.event).order_by(audit.AuditEntry.id))
        assert list(deeds) == ["backup.restored", "something.else"]


def test_a_restore_is_as_good_as_the_backup_it_came_from(phone, people, backup, empty, restored):
    made = backup()
    as_person = restored(made.folder, empty)

    assert phone.sync(as_person(people.officer))["durable_through"] == 2
    with reading() as session:
        assert backup_log.last_verified(session) == made.manifest.made_at


def test_a_phone_sends_again_what_the_backup_lacks(phone, people, backup, empty, restored):
    made = backup()
    phone.write("c")
    phone.sync()
    assert sorted(phone.kept) == [3]

    as_person = restored(made.folder, empty)
    phone.sync(as_person(people.officer))

    assert (enterprises(), phone.results[3]) == (["a", "b", "c"], "applied")


def test_a_copy_put_back_by_hand_waits_for_what_it_lacks(phone, people, backup, tmp_path, time):
    made = backup()
    phone.write("c")
    phone.sync()
    by_hand = settings_of(f"sqlite:///{tmp_path / 'by-hand' / 'doorstep.db'}", tmp_path / "by-hand")
    by_hand.data_dir.mkdir(parents=True)
    shutil.copyfile(made.folder / "database.sqlite", tmp_path / "by-hand" / "doorstep.db")
    shutil.copytree(made.folder / "keys", by_hand.data_dir / "keys")

    with opened(by_hand, time) as as_person:
        client = as_person(people.officer)
        answer = client.post(
            "/api/sync", {"proto": 2, "device": phone.device, "first_seq": 4, "last_receipt": 3}
        )
        assert answer.json["expected_seq"] == 3
        phone.expected = answer.json["expected_seq"]
        phone.sync(client)
        assert enterprises() == ["a", "b", "c"]


def test_commands_that_arrive_during_a_backup_are_lost_nowhere_and_doubled_nowhere(
    phone_of, people, target, empty, restored, told
):
    everybody = [people.officer, people.co_officer, people.stranger, people.cadre]
    phones = [phone_of(person) for person in everybody]
    over, begun = Event(), [Event() for _ in phones]

    def work(n):
        while not over.is_set() or phones[n].made < 8:
            phones[n].write(f"{n}-{phones[n].made}")
            phones[n].sync()
            begun[n].set()

    with ThreadPoolExecutor(len(phones)) as pool:
        workers = [pool.submit(work, n) for n in range(len(phones))]
        assert all(event.wait(60) for event in begun)
        try:
            made = making.make(target, told)
        finally:
            over.set()
        for worker in workers:
            worker.result()
    for phone in phones:
        phone.sync()
        assert phone.durable > 0

    as_person_again = restored(made.folder, empty)
    for phone, person in zip(phones, everybody, strict=True):
        phone.sync(as_person_again(person))

    wanted = sorted(f"{n}-{k}" for n, phone in enumerate(phones) for k in range(phone.made))
    assert enterprises() == wanted
    assert {status for phone in phones for status in phone.results.values()} == {"applied"}
    with reading() as session:
        ledger = session.scalar(select(func.count()).select_from(CommandEntry))
    assert ledger == len(wanted)


def test_two_restores_of_one_backup_are_two_lives(phone, backup, empty, tmp_path, told, time):
    made = backup()
    other = settings_of(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "other")
    epochs = [epoch()]

    for into in (empty, other):
        restoring.restore(made.folder, restoring.checked(made.folder, told), into, told)
        with opened(into, time):
            epochs.append(epoch())

    assert len(set(epochs)) == 3


def test_a_fork_of_a_restored_life_is_refused_and_overwrites_nothing(
    phone, phone_of, people, backup, empty, restored
):
    made = backup()
    phone.write("told-before-the-restore")
    phone.sync()
    as_person = restored(made.folder, empty)
    clone = replace(phone, kept={}, made=2)
    clone.write("told-after-the-restore")
    clone.sync(as_person(people.officer))

    answer = as_person(people.officer).post(
        "/api/sync",
        {
            "proto": 2,
            "device": phone.device,
            "first_seq": 3,
            "commands": [{"body": phone.kept[3], "sig": None}],
        },
    )

    assert (answer.status_code, answer.json["code"]) == (409, "409.04")
    assert enterprises() == ["a", "b", "told-after-the-restore"]


def test_a_backup_of_the_form_before_this_one_is_brought_up_to_date(
    phone, backup, tmp_path, told, time
):
    made = backup()
    old = settings_of(f"sqlite:///{made.folder / 'database.sqlite'}", tmp_path / "old")
    with opened(old, time):
        downgrade(revision="-1")
    seal(made.folder / "database.sqlite")
    into = settings_of(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "new")

    restoring.restore(made.folder, made.manifest, into, told)

    with opened(into, time):
        assert enterprises() == ["a", "b"]


def test_no_table_refers_to_itself_so_rows_can_be_copied_in_any_order(app):
    tables = db.metadata.sorted_tables

    assert [t.name for t in tables if any(key.column.table is t for key in t.foreign_keys)] == []
