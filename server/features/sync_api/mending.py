"""Put right what a recount found, through the write rule; everything mended is a defect."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from server.core import feed, recounting, replication
from server.core.doors import writing
from server.core.feed import FeedEntry, RowChange, Scope
from server.core.recounting import Report
from server.features.sync_api.defects import note_mending
from sync.digest import EMPTY, moved, row_digest

BATCH = 200


def mend(report: Report, at: datetime) -> None:
    """Publish misplaced rows as their tables have them, then set wrong counters."""
    for start in range(0, len(report.misplaced), BATCH):
        with writing() as session:
            _publish(session, [row.change for row in report.misplaced[start : start + BATCH]])
    rows = Counter(scope for row in report.misplaced for scope in row.scopes)
    wrong = {found.scope for found in report.miscounted}
    for scope in sorted(rows.keys() | wrong):
        with writing() as session:
            if _count(session, scope) or rows[scope]:
                note_mending(session, scope, rows=rows[scope], at=at)


def _publish(session: Session, found: Sequence[RowChange]) -> None:
    """Announce rows where they stand now: they may have moved since the recount."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for change in found:
        wanted[change.table].append(change.row_id)
    for replica in replication.replicas().values():
        ids = wanted.get(replica.table, [])
        rows = {row.id: row for row in session.scalars(_of(replica.model, ids))} if ids else {}
        told = {row_id: _told(session, replica.table, row_id) for row_id in ids}
        replication.announce(
            session,
            [recounting.change_of(replica, rows.get(i), i, told[i]) for i in ids],
        )


def _of(model: type[replication.Replicated], ids: Sequence[str]) -> Select[replication.Replicated]:
    return select(model).where(model.id.in_(ids)).with_for_update()


def _told(session: Session, table: str, row_id: str) -> dict[str, int]:
    entries = session.execute(
        select(FeedEntry.scope_id, FeedEntry.row_ver).where(
            FeedEntry.tbl == table, FeedEntry.row_id == row_id, FeedEntry.op == "put"
        )
    )
    return {found.scope_id: found.row_ver for found in entries}


def _count(session: Session, scope: str) -> bool:
    """Set a scope's count and digest to those of its feed; return whether they were wrong."""
    told = feed.lock(session, [scope])[scope]
    standing = session.execute(
        select(FeedEntry.tbl, FeedEntry.row_id, FeedEntry.row_ver).where(
            FeedEntry.scope_id == scope, FeedEntry.op == "put"
        )
    ).all()
    digest = moved(EMPTY, come=(row_digest(*row) for row in standing))
    if (told.n_rows, told.digest) == (len(standing), digest):
        return False
    session.execute(
        update(Scope).where(Scope.id == scope).values(n_rows=len(standing), digest=digest)
    )
    return True
