"""The journal of leased blocks, outside the database and on disk before the commit that leases.

A database that is put back from a backup does not know what was leased since, and would lease it
again: two papers would bear one number. What stands here it takes over (`reconciling.py`). One JSON
object per line; a line that a power cut tore was never committed.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from server.core.db import Base
from server.core.durable_files import sync_folder, write_durably
from server.features.numbering.models import NumberLease, NumberSeries

FILE = "number-leases.jsonl"
PENDING = "doorstep.leases_to_journal"
OF_ROW = ("id", "device_id", "person_id", "branch_id", "kind", "year", "pattern", "first", "last")


def place(data_dir: Path) -> Path:
    """Return where the journal of an installation stands."""
    return data_dir / FILE


def note(session: Session, row: Base, line: Mapping[str, Any]) -> None:
    """Have the line of a row written before this transaction commits, if the row is then there."""
    session.info.setdefault(PENDING, []).append((row, line))


def line_of(lease: NumberLease, part: int) -> dict[str, Any]:
    """Return what the journal says of a block: enough to take it over without its database."""
    told = {name: getattr(lease, name) for name in OF_ROW}
    return told | {"part": part, "at": lease.leased_at}


def line_of_part(series: NumberSeries, at: datetime) -> dict[str, Any]:
    """Return what the journal says of a part that was begun: a block of nothing."""
    names = ("id", "branch_id", "kind", "year", "pattern", "part")
    told = {name: getattr(series, name) for name in names}
    return told | {"device_id": "", "person_id": "", "first": 1, "last": 0, "at": at}


def append(file: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    """Add lines and have them survive a power cut. Raises OSError where that cannot be."""
    is_new = not file.exists()
    content = b"".join(orjson.dumps(line) + b"\n" for line in lines)
    with file.open("a+b") as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        out.write(_ending(out) + content)
        out.flush()
        os.fsync(out.fileno())
    if is_new:
        sync_folder(file.parent)


def rewrite(file: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    """Put a whole journal in place of the one that stands there."""
    if lines:
        write_durably(file, b"".join(orjson.dumps(line) + b"\n" for line in lines))


def read(file: Path) -> list[dict[str, Any]]:
    """Return all whole lines; none where there is no journal."""
    return list(_lines(file.read_bytes())) if file.exists() else []


def _ending(out: BinaryIO) -> bytes:
    """Return what ends a line that a power cut tore, so that it spoils no other."""
    out.seek(0, os.SEEK_END)
    if out.tell() == 0:
        return b""
    out.seek(-1, os.SEEK_END)
    return b"" if out.read(1) == b"\n" else b"\n"


def _lines(content: bytes) -> Iterator[dict[str, Any]]:
    for line in content.splitlines():
        try:
            yield orjson.loads(line)
        except orjson.JSONDecodeError:
            continue


@event.listens_for(Session, "before_commit")
def _write_before_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return
    pending: list[tuple[Base, Mapping[str, Any]]] = session.info.pop(PENDING, [])
    # What a savepoint, or an earlier transaction, has undone is no longer in the session.
    lines = [line for row, line in pending if row in session]
    if lines:
        append(place(current_app.extensions["doorstep.settings"].data_dir), lines)
