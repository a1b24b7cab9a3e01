"""Open a backup again and compare everything in it with what it says of itself."""

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from server.backup import blobs, manifest
from server.backup.manifest import DATABASE, Manifest
from server.backup.reading import opened
from server.core.durable_files import hash_of
from sync.digest import EMPTY, moved, row_digest

MOST_FAULTS = 20


def verify(folder: Path, *, only_blobs: list[str] | None = None) -> list[str]:
    """Return in words what is wrong with a backup, at most 20 things; nothing when all is well.

    `only_blobs` are the photos to be read again (None: all). Raises NotABackup without a manifest.
    """
    return [
        fault for fault, _ in zip(_faults(folder, only_blobs), range(MOST_FAULTS), strict=False)
    ]


def _faults(folder: Path, only_blobs: list[str] | None) -> Iterator[str]:
    told = manifest.read(folder)
    yield from _parts(folder, told)
    if not (folder / DATABASE).is_file():
        return
    try:
        with opened(folder / DATABASE) as connection:
            yield from _integrity(connection)
            yield from _counts(connection, told)
            yield from _scopes(connection)
            yield from _ledgers(connection)
        yield from blobs.faults(folder, only_blobs)
    except sqlite3.DatabaseError as error:
        yield f"数据库文件已损坏，读不出来：{error}"


def _parts(folder: Path, told: Manifest) -> Iterator[str]:
    for name, expected in told.parts.items():
        part = folder / name
        if not part.is_file():
            yield f"缺少文件：{name}"
        elif hash_of(part) != expected:
            yield f"文件内容与清单不一致：{name}"


def _integrity(connection: sqlite3.Connection) -> Iterator[str]:
    for (words,) in connection.execute("PRAGMA integrity_check"):
        if words != "ok":
            yield f"数据库文件已损坏：{words}"
    for table, *_ in connection.execute("PRAGMA foreign_key_check"):
        yield f"数据表 {table} 里有记录指向不存在的记录"


def _counts(connection: sqlite3.Connection, told: Manifest) -> Iterator[str]:
    for table, expected in told.counts.items():
        name = table.replace('"', '""')
        [(found,)] = connection.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - quoted
        if found != expected:
            yield f"数据表 {table} 有 {found} 行，清单里是 {expected} 行"
    photos, size = connection.execute(
        "SELECT count(*), coalesce(sum(bytes), 0) FROM blob WHERE state = 'received'"
    ).fetchone()
    if (photos, size) != (told.blobs, told.blob_bytes):
        yield f"数据库里有 {photos} 张照片，清单里是 {told.blobs} 张"


def _scopes(connection: sqlite3.Connection) -> Iterator[str]:
    """Add the rows of each scope up anew, and compare with its counter row."""
    kept = {
        scope: (seq, n_rows, digest)
        for scope, seq, n_rows, digest in connection.execute(
            "SELECT id, seq, n_rows, digest FROM sync_scope"
        )
    }
    summed = dict(_summed(connection))
    for scope in sorted(kept.keys() | summed.keys()):
        seq, n_rows, digest = kept.get(scope, (0, 0, EMPTY))
        highest, *content = summed.get(scope, (0, 0, EMPTY))
        if content != [n_rows, digest] or highest > seq:
            yield f"同步范围 {scope} 的记录与它的计数不一致"


def _summed(connection: sqlite3.Connection) -> Iterator[tuple[str, tuple[int, int, str]]]:
    feed = connection.execute(
        "SELECT scope_id, seq, op, tbl, row_id, row_ver FROM sync_feed ORDER BY scope_id, seq"
    )
    for scope, entries in groupby(feed, key=lambda entry: entry[0]):
        highest, count, digest = 0, 0, EMPTY
        for _, seq, op, table, row_id, ver in entries:
            highest = seq
            if op == "put":
                count += 1
                digest = moved(digest, come=[row_digest(table, row_id, ver)])
        yield scope, (highest, count, digest)


def _ledgers(connection: sqlite3.Connection) -> Iterator[str]:
    """Read the commands of each device again: none missing, each the one that was hashed."""
    ended = dict.fromkeys(_devices(connection), 0)
    for device, seq, told, body in connection.execute(
        "SELECT device_id, seq, hash, body FROM sync_command ORDER BY device_id, seq"
    ):
        if seq != ended.get(device, 0) + 1:
            yield f"手机 {device} 的第 {seq} 条记录之前有缺失"
        if sha256(body.encode()).hexdigest() != told:
            yield f"手机 {device} 的第 {seq} 条记录内容被改动过"
        ended[device] = seq
    for device, last_seq in _devices(connection).items():
        if ended[device] != last_seq:
            yield f"手机 {device} 应有 {last_seq} 条记录，实际到第 {ended[device]} 条"


def _devices(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute("SELECT id, last_seq FROM sync_device").fetchall())
