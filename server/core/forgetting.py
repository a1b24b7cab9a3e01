"""Forgetting old removals and commits of a scope, so that its feed and history stay bounded."""

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from server.core.feed import Commit, FeedEntry, Scope, lock

# A scope may always remember so many removals, however few rows stand in it.
SPARE_REMOVALS = 1000
# Months of a busy town: who was away for longer starts from a snapshot.
KEEP_COMMITS = 50_000


def scope_ids(session: Session) -> list[str]:
    """Return every scope in which something ever stood."""
    return list(session.scalars(select(Scope.id).order_by(Scope.id)))


def forget_removals(session: Session, scope: str) -> int:
    """Move a scope's horizon if it remembers too much; return how many removals went.

    When removals outnumber half of the rows and 1,000 more, the older half of them goes, and so
    do all commits but the newest 50,000. A cursor below the horizon starts from 0.
    """
    head = lock(session, [scope])[scope]
    horizon = max(
        head.horizon, _by_removals(session, scope, head.n_rows), _by_commits(session, scope)
    )
    if horizon == head.horizon:
        return 0
    session.execute(delete(Commit).where(Commit.scope_id == scope, Commit.seq < horizon))
    old = (*_removals(scope), FeedEntry.seq <= horizon)
    gone = session.scalar(select(func.count()).where(*old)) or 0
    session.execute(delete(FeedEntry).where(*old))
    session.execute(update(Scope).where(Scope.id == scope).values(horizon=horizon))
    return gone


def _by_removals(session: Session, scope: str, n_rows: int) -> int:
    remembered = session.scalar(select(func.count()).where(*_removals(scope))) or 0
    if remembered <= n_rows // 2 + SPARE_REMOVALS:
        return 0
    oldest_first = select(FeedEntry.seq).where(*_removals(scope)).order_by(FeedEntry.seq)
    return session.scalar(oldest_first.offset(remembered // 2 - 1).limit(1)) or 0


def _by_commits(session: Session, scope: str) -> int:
    newest_first = select(Commit.seq).where(Commit.scope_id == scope).order_by(Commit.seq.desc())
    return session.scalar(newest_first.offset(KEEP_COMMITS).limit(1)) or 0


def _removals(scope: str) -> tuple[ColumnElement[bool], ...]:
    return (FeedEntry.scope_id == scope, FeedEntry.op == "remove")
