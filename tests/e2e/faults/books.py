"""What a bureau really holds of what phones sent, on either database, and whether it is right."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, create_engine, text
from sqlalchemy.pool import NullPool

from server.app import create_app
from server.config import Settings
from server.core.db import db
from server.features.sync_api import tidying
from sync.troubles import BLOCKED, POISON
from tests.e2e.bureau import Bureau
from tests.e2e.faults.real_phone import RealPhone

NOTHING_HALF = """
    SELECT
      (SELECT count(*) FROM visit WHERE id LIKE 'v-%') AS visits,
      (SELECT count(*) FROM visit_participant WHERE visit_id LIKE 'v-%') AS participants,
      (SELECT count(*) FROM photo WHERE visit_id LIKE 'v-%') AS photos,
      (SELECT count(*) FROM finding WHERE visit_id LIKE 'v-%') AS findings
"""
TAKEN = "SELECT count(*) FROM sync_command WHERE name = :name AND status = 'applied'"
PROGRESS = "SELECT sum(visit_times) AS times, sum(solved) AS solved FROM quota_progress"


@dataclass(frozen=True)
class Books:
    """The database and the folder of a bureau, running or not."""

    url: str
    folder: Path

    def rows(self, query: str, **values: Any) -> list[Row[Any]]:
        with self._engine() as engine, engine.connect() as connection:
            return list(connection.execute(text(query), values).all())

    def count(self, query: str, **values: Any) -> int:
        return int(self.rows(query, **values)[0][0])

    def taken(self, name: str) -> int:
        return self.count(TAKEN, name=name)

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        engine = create_engine(self.url, poolclass=NullPool)
        try:
            yield engine
        finally:
            engine.dispose()


def books_of(bureau: Bureau) -> Books:
    return Books(bureau.database_address, bureau.folder)


def receipts_stand(books: Books, phone: RealPhone) -> None:
    """Every receipt that was shown is in the ledger, for the very text that the phone holds."""
    found = books.rows(
        "SELECT seq, hash, result FROM sync_command WHERE device_id = :device",
        device=phone.state.device,
    )
    ledger = {seq: (digest, result) for seq, digest, result in found}
    for seq, receipt in phone.shown.items():
        digest, result = ledger[seq]
        assert digest == phone.state.outbox[seq].hash
        assert receipt in str(result)


def photos_stand(books: Books, phone: RealPhone) -> None:
    """Every photo that was called received is on disk as it was sent, and its visit stands."""
    waiting = put_aside(books, phone)
    for sha in phone.arrived:
        kept = books.folder / "blobs" / sha[:2] / sha[2:4] / sha
        assert sha256(kept.read_bytes()).hexdigest() == sha
        known = books.count("SELECT count(*) FROM photo WHERE sha256 = :sha", sha=sha)
        assert known == (phone.visit_of[sha] not in waiting)


def put_aside(books: Books, phone: RealPhone) -> set[str]:
    """Return the records of which a command waits for a person, with what stood behind it.

    That becomes of a command that was at work, alone, at each end of the process: nobody can tell
    that it was not the cause.
    """
    reviews = "SELECT entity, code FROM sync_review WHERE device_id = :device"
    found = books.rows(reviews, device=phone.state.device)
    assert {code for _, code in found} <= {POISON.code, BLOCKED.code}
    return {entity for entity, _ in found}


def nothing_is_half(books: Books, before: Row[Any]) -> None:
    """Each visit in the ledger has its effect once, in the counts too; no effect is without one."""
    taken = books.taken("visit.close")
    assert tuple(books.rows(NOTHING_HALF)[0]) == (taken, taken, taken, taken)
    added = books.count("SELECT count(*) FROM enterprise WHERE id LIKE 'e-%'")
    assert added == books.taken("enterprise.add")
    visited = "SELECT coalesce(sum(visit_count), 0) FROM enterprise WHERE id LIKE 'e-%'"
    assert books.count(visited) == taken
    [now] = books.rows(PROGRESS)
    assert now.times - before.times == taken
    assert now.solved - before.solved == books.taken("finding.solve")


def is_recounted(books: Books) -> None:
    """The feed, its counters and its digests agree with the business tables row by row."""
    settings = Settings(database_url=books.url, data_dir=books.folder, pwa_dir=books.folder)
    app = create_app(settings)
    with app.app_context():
        report = tidying.recount()
        db.session.remove()
        db.engine.dispose()
    assert report.is_well, report
