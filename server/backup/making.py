"""Make a backup while the server runs: one moment of the database, all photos, the keys."""

import errno
import fcntl
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from flask import current_app
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.backup import blobs, database, durability, manifest, verifying
from server.backup.manifest import DATABASE, JOURNAL, KEYS, Manifest
from server.backup.refusals import BackupRunning, Damaged, NotWritten
from server.core import clock, doors
from server.core.backup_log import BackupMade
from server.core.durable_files import copy_durably, hash_of, sync_folder
from server.features.evidence.blob_files import STORE
from server.features.numbering import journal
from server.features.sync_api import commands as sync_api

NAME = "doorstep-"
DRAFT = ".doorstep-"
LOCK = ".doorstep.lock"
# A backup in which something is wrong is kept, but is not called a backup.
UNVERIFIED = ".unverified"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

Say = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """A backup that was verified, and what of it is new."""

    folder: Path
    manifest: Manifest
    fresh_blobs: int


@dataclass(frozen=True)
class _Draft:
    folder: Path
    manifest: Manifest
    fresh_blobs: list[str]


def make(target: Path, say: Say) -> Made:
    """Make a backup below `target`, verify it, and let the phones forget what it holds.

    Raises NotWritten when it could not be written, after which nothing of it is there, and Damaged
    when what was written has faults: then it stands there as `….unverified` and no phone forgets.
    """
    with _alone_in(target), _in_words(target):
        draft = _written(target, clock.now(), say)
        say("正在核对")
        faults = verifying.verify(draft.folder, only_blobs=draft.fresh_blobs)
        name = draft.folder.name.removeprefix(".")
        folder = target / (name + UNVERIFIED if faults else name)
        draft.folder.rename(folder)
        sync_folder(target)
    _log(folder, draft.manifest, is_verified=not faults)
    if faults:
        raise Damaged(f"内容留在 {folder}，但不算备份：\n" + "\n".join(faults))
    return Made(folder, draft.manifest, len(draft.fresh_blobs))


@contextmanager
def _alone_in(target: Path) -> Iterator[None]:
    try:
        target.mkdir(parents=True, exist_ok=True)
        lock = (target / LOCK).open("a")
    except OSError as error:
        raise NotWritten(f"备份目录 {target} 打不开：{error.strerror}。") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise BackupRunning from busy
        # What a killed backup left behind; nobody else can be writing here now.
        _sweep(target)
        yield


@contextmanager
def _in_words(target: Path) -> Iterator[None]:
    """Take a backup that could not be written away again, and say why."""
    try:
        yield
    except (OSError, DBAPIError, sqlite3.Error) as error:
        _sweep(target)
        is_full = doors.is_disk_full(error) or getattr(error, "errno", None) in NO_ROOM
        why = "备份目录所在的磁盘空间不足" if is_full else f"读写出错（{error}）"
        raise NotWritten(f"{why}。请处理后再执行一次。") from error


def _sweep(target: Path) -> None:
    for left in target.glob(f"{DRAFT}*Z"):
        shutil.rmtree(left, ignore_errors=True)


def _written(target: Path, at: datetime, say: Say) -> _Draft:
    earlier = _newest(target)
    folder = target / f"{DRAFT}{at:%Y%m%dT%H%M%SZ}"
    if (target / folder.name.removeprefix(".")).exists():
        raise NotWritten("这一秒里已经做过一次备份。")
    folder.mkdir(mode=0o700)
    data_dir: Path = current_app.extensions["doorstep.settings"].data_dir
    say("正在复制数据库")
    epoch, counts = database.copy_out(folder / DATABASE)
    say("正在复制照片")
    collected = blobs.collect(data_dir / STORE, folder, earlier)
    _copy_keys(data_dir / KEYS, folder / KEYS)
    # After the database: what it has leased stands in the journal.
    if (number_journal := journal.place(data_dir)).exists():
        copy_durably(number_journal, folder / JOURNAL)
    made = Manifest(
        format=manifest.FORMAT,
        app=version("doorstep"),
        revision=database.newest_revision(),
        epoch=epoch,
        made_at=at,
        finished_at=clock.now(),
        counts=counts,
        blobs=collected.count,
        blob_bytes=collected.bytes,
        parts=_hashes(folder),
    )
    manifest.write(folder, made)
    return _Draft(folder, made, collected.fresh)


def _newest(target: Path) -> Path | None:
    """Return the last backup there: what it holds of photos need not be written again."""
    found = [path for path in target.glob(f"{NAME}*Z") if (path / manifest.FILE).is_file()]
    return max(found, default=None, key=lambda path: path.name)


def _copy_keys(source: Path, place: Path) -> None:
    place.mkdir(mode=0o700)
    for key in sorted(source.glob("[!.]*")):
        copy_durably(key, place / key.name)


def _hashes(folder: Path) -> dict[str, str]:
    keys = [f"{KEYS}/{key.name}" for key in sorted((folder / KEYS).iterdir())]
    journals = [JOURNAL] if (folder / JOURNAL).exists() else []
    return {name: hash_of(folder / name) for name in (DATABASE, *journals, *keys)}


def _log(folder: Path, made: Manifest, *, is_verified: bool) -> None:
    reached = durability.reached(folder / DATABASE) if is_verified else {}
    with doors.writing() as session:
        note(session, folder.name, made, is_verified=is_verified)
        sync_api.raise_durable(session, reached)


def note(session: Session, name: str, made: Manifest, *, is_verified: bool) -> None:
    """Write down that a backup was made."""
    session.add(
        BackupMade(
            name=name,
            made_at=made.made_at,
            finished_at=made.finished_at,
            counts=dict(made.counts),
            verified=is_verified,
        )
    )
