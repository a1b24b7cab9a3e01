"""Snapshots of scopes: built in the background, once for all phones (docs/protocol.md §4)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from queue import Queue
from threading import Lock, Thread
from typing import Any

import orjson
import structlog
from flask import Flask, current_app
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from server.config import Settings
from server.core import clock, feed, inserts
from server.core.doors import reading, writing
from server.features.sync_api import snapshot_files, standing
from server.features.sync_api.models import ScopeSnapshot
from sync.chunking import chunked
from sync.protocol import Chunk, Snapshot

log = structlog.get_logger()

BUILDER = "doorstep.snapshots"
# A build that was killed is begun again by the next phone that asks.
BUILD_TAKES = timedelta(minutes=5)


def newest(session: Session, scope: str) -> Snapshot | None:
    """Return the snapshot of a scope that stands ready.

    One whose chunks are not here, as after an upgrade that packs them otherwise or a backup put
    back, is as good as none: it is built again.
    """
    found = session.get(ScopeSnapshot, scope)
    if found is None or not found.chunks:
        return None
    is_here = all(snapshot_files.has(chunk["sha256"]) for chunk in found.chunks)
    return _parsed(found) if is_here else None


def least_rows() -> int:
    """Return how many rows a scope has at least that is worth a snapshot."""
    settings: Settings = current_app.extensions["doorstep.settings"]
    return settings.snapshot_rows


def holds(session: Session, scope: str, sha256: str) -> bool:
    """Return whether a chunk belongs to a scope's present or previous snapshot."""
    found = session.get(ScopeSnapshot, scope)
    if found is None:
        return False
    return any(chunk["sha256"] == sha256 for chunk in (*found.chunks, *found.chunks_before))


def build_due() -> int:
    """Build every snapshot that the next phone would want; return how many."""
    with reading() as session:
        scopes = feed.large_scopes(session, least_rows())
        due = [scope for scope, seq in scopes if _is_behind(session, scope, seq)]
    return sum(build(scope, at=clock.now()) for scope in due)


def sweep() -> int:
    """Delete the chunks of snapshots that are gone; return how many."""
    with reading() as session:
        found = session.scalars(select(ScopeSnapshot)).all()
    kept = {chunk["sha256"] for one in found for chunk in (*one.chunks, *one.chunks_before)}
    return snapshot_files.sweep(frozenset(kept))


def build(scope: str, *, at: datetime) -> bool:
    """Build the snapshot of a scope as it stands now; False when somebody else is building it."""
    if not _claim(scope, at):
        return False
    with reading() as session:
        head = feed.head(session, scope)
        tables = standing.tables(session, scope)
    chunks = []
    for chunk, content in chunked(tables, lambda raw: orjson.dumps(raw, option=orjson.OPT_UTC_Z)):
        snapshot_files.keep(chunk.sha256, content)
        chunks.append(asdict(chunk))
    with writing() as session:
        found = session.get_one(ScopeSnapshot, scope)
        found.chunks_before, found.chunks = found.chunks, chunks
        found.seq, found.tag, found.claimed_at = head.seq, head.tag, None
        found.n_rows, found.digest, found.built_at = head.n_rows, head.digest, at
    return True


def build_later(scopes: Sequence[str]) -> None:
    """Have this process build the snapshots of some scopes, beside its requests."""
    builder: Builder = current_app.extensions[BUILDER]
    for scope in scopes:
        builder.ask(scope)


class Builder:
    """One thread of a process, begun at its first work, that builds one snapshot at a time."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._asked: Queue[str] = Queue()
        self._waiting: set[str] = set()
        self._lock = Lock()
        self._thread: Thread | None = None

    def ask(self, scope: str) -> None:
        """Build this scope soon, once however often it is asked for meanwhile."""
        with self._lock:
            if scope in self._waiting:
                return
            self._waiting.add(scope)
            self._asked.put(scope)
            if self._thread is None:
                self._thread = Thread(target=self._work, name="snapshots", daemon=True)
                self._thread.start()

    def rest(self) -> None:
        """Wait until everything that was asked for is built."""
        self._asked.join()

    def _work(self) -> None:
        while True:
            scope = self._asked.get()
            try:
                with self._app.app_context():
                    build(scope, at=clock.now())
            except Exception:
                log.exception("snapshot.failed", scope=scope)
            with self._lock:
                self._waiting.discard(scope)
            self._asked.task_done()


def install(app: Flask) -> None:
    """Give the application its builder."""
    app.extensions[BUILDER] = Builder(app)


def _claim(scope: str, at: datetime) -> bool:
    with writing() as session:
        session.execute(inserts.or_pass(session, ScopeSnapshot), {"scope_id": scope})
        free = or_(ScopeSnapshot.claimed_at.is_(None), ScopeSnapshot.claimed_at < at - BUILD_TAKES)
        claimed = session.execute(
            update(ScopeSnapshot)
            .where(ScopeSnapshot.scope_id == scope, free)
            .values(claimed_at=at)
            .execution_options(synchronize_session=False)
        )
        return bool(getattr(claimed, "rowcount", 0))


def _is_behind(session: Session, scope: str, seq: int) -> bool:
    found = newest(session, scope)
    return found is None or found.seq < seq


def _parsed(found: ScopeSnapshot) -> Snapshot:
    chunks: list[dict[str, Any]] = found.chunks
    return Snapshot(
        found.seq, found.tag, found.n_rows, found.digest, [Chunk(**chunk) for chunk in chunks]
    )
