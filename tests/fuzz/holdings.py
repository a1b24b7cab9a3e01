"""What the bureau holds, table by table, so that a refusal can be seen to have changed nothing."""

from collections.abc import Collection, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Table
from sqlalchemy.orm import Session

from server.core import throttle
from server.core.db import db
from server.core.doors import reading
from server.features.sync_api import tidying

# Who called and when, which ledger entry came of it, and what a reviewer may look at.
BOOKKEEPING = {
    "sync_device",
    "sync_defect",
    "sync_command",
    "sync_review",
    "sync_scope",
    "sync_commit",
    "sync_feed",
    "sync_epoch",
    "audit_entry",
    "audit_leaf",
    "audit_tree",
    "audit_checkpoint",
    # What a person is told of a review.
    "message",
    "blob_declaration",
    # Each phone that is met gets one.
    "authority_lease",
}

Holdings = dict[str, str]


def holdings(folder: Path) -> Holdings:
    """Return a digest of each table, and of the files in the data folder."""
    with reading() as session:
        found = {
            table.name: _digest(str(sorted(map(_whole, _as_stored(session, table)))))
            for table in db.metadata.sorted_tables
        }
    files = sorted(f"{path}:{path.stat().st_size}" for path in folder.rglob("*") if _is_kept(path))
    return {**found, "files": _digest(str(files))}


def changed(before: Holdings, after: Holdings, *, but: Collection[str] = ()) -> list[str]:
    """Return which tables differ."""
    return [name for name in after if before[name] != after[name] and name not in but]


def is_recounted() -> bool:
    """Return whether feed, counters and digests agree with the business tables."""
    return tidying.recount().is_well


def _as_stored(session: Session, table: Table) -> Iterable[Row[Any]]:
    """Return the rows as the driver gives them: what a value means is not asked here."""
    return session.connection().exec_driver_sql(f'SELECT * FROM "{table.name}"')  # noqa: S608


def _whole(row: Row[Any]) -> str:
    """Return all of a row: its own `repr` leaves the middle of a long text out."""
    return repr(tuple(row))


def _is_kept(path: Path) -> bool:
    is_bookkeeping = "snapshots" in path.parts or path.name == throttle.FILE
    return path.is_file() and not is_bookkeeping


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
