"""Bring a backup back into an empty installation, whole or not at all."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from server import founding
from server.app import create_app
from server.backup import blobs, database, destination, durability, manifest, verifying
from server.backup.making import note
from server.backup.manifest import DATABASE, JOURNAL, KEYS, Manifest
from server.backup.refusals import Damaged, NotRestored
from server.config import Settings
from server.core import audit, clock, feed, key_files, occupancy
from server.core.db import db
from server.core.doors import writing
from server.core.durable_files import copy_durably, hash_of
from server.database_line import guarded
from server.features.evidence.blob_files import STORE
from server.features.numbering import journal, reconciling
from server.features.numbering.reconciling import Reconciled
from server.features.sync_api import commands as sync_api

STAGED = ".restoring.sqlite"
# What is not brought back: nobody stays signed in to a database that is another one now, and
# snapshots are made anew, as their chunks are in no backup.
FORGOTTEN = ("sign_in", "sync_snapshot")

Say = Callable[[str], None]


def checked(folder: Path, say: Say) -> Manifest:
    """Return what a backup says of itself; refuse one in which anything is wrong."""
    say("正在核对备份")
    faults = verifying.verify(folder)
    if faults:
        raise Damaged("没有恢复任何内容：\n" + "\n".join(faults))
    return manifest.read(folder)


def restore(folder: Path, told: Manifest, into: Settings, say: Say) -> None:
    """Bring a checked backup back. Broken off at any moment, it is finished by a second call.

    Raises InUse while the installation is used, NotEmpty when something else stands there.
    """
    guarded(into)
    into.data_dir.mkdir(parents=True, exist_ok=True)
    with occupancy.taken_over(into.data_dir), _in_words():
        wanted = occupancy.Unfinished(told.seal, str(folder), destination.name(into.database_url))
        is_loaded = destination.is_ours(
            into.database_url, wanted, occupancy.unfinished(into.data_dir)
        )
        occupancy.begin(into.data_dir, wanted)
        say("正在放回密钥")
        _put_keys_back(folder / KEYS, into.data_dir / KEYS)
        say("正在放回照片")
        blobs.put_back(folder, into.data_dir / STORE)
        if not is_loaded:
            say("正在装入数据库")
            destination.load(_staged(folder, told, into, say), into.database_url)
        say("正在收尾")
        _put_journal_back(folder, into)
        occupancy.end(into.data_dir)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (OSError, DBAPIError, sqlite3.Error) as error:
        raise NotRestored(f"读写出错（{error}）。处理后请用同一份备份再执行一次。") from error


def _put_keys_back(source: Path, place: Path) -> None:
    """Bring the keys back; other keys of the same name are kept aside, as no key is ever lost."""
    place.mkdir(mode=0o700, exist_ok=True)
    # Phones know the keys that were rolled since, and seal to them.
    newer = key_files.OWN if key_files.goes_on_from(place, source) else ()
    for key in sorted(source.iterdir()):
        if key.name in newer:
            continue
        there = place / key.name
        if there.exists() and hash_of(there) != hash_of(key):
            there.rename(place / f"replaced-{hash_of(there)[:8]}-{key.name}")
        copy_durably(key, there)


def _put_journal_back(folder: Path, into: Settings) -> None:
    """Go on with one journal: the surviving one, and what only the backup tells of."""
    place = journal.place(into.data_dir)
    lines, _ = reconciling.journal_for(folder / JOURNAL, place)
    journal.rewrite(place, lines)


def _staged(folder: Path, told: Manifest, into: Settings, say: Say) -> Path:
    """Make the database that is to be: the backup's, in today's form, in an epoch of its own."""
    staged = destination.folder_of(into) / STAGED
    destination.remove(staged)
    shutil.copyfile(folder / DATABASE, staged)
    app = create_app(replace(into, database_url=f"sqlite:///{staged}"))
    founding.prepare(app)
    with app.app_context():
        _begin_anew(folder, told, staged)
        _reconcile_numbers(folder, into, say)
        db.session.remove()
        db.engine.dispose()
    database.seal(staged)
    return staged


def _begin_anew(folder: Path, told: Manifest, staged: Path) -> None:
    db.engine.dispose()
    database.seal(staged)
    reached = durability.reached(staged)
    with writing() as session:
        feed.rotate_epoch(session)
        for table in FORGOTTEN:
            session.execute(delete(db.metadata.tables[table]))
        note(session, folder.name, told, is_verified=True)
        sync_api.raise_durable(session, reached)
        audit.record(session, "backup.restored", subject=folder.name, by=None, at=clock.now())


def _reconcile_numbers(folder: Path, into: Settings, say: Say) -> None:
    surviving = journal.place(into.data_dir)
    lines, is_complete = reconciling.journal_for(folder / JOURNAL, surviving)
    with writing() as session:
        done = reconciling.reconcile(session, lines, is_complete=is_complete, at=clock.now())
    for words in _numbers_in_words(done):
        say(words)


def _numbers_in_words(done: Reconciled) -> Iterator[str]:
    if done.blocks:
        yield f"编号：备份之后领出的 {done.blocks} 个号段按可能已发出处理，不再领用"
    if done.parts:
        yield f"编号：没有找到备份之后的领号日志，{done.parts} 个序列改用新的分段，不会重号"
