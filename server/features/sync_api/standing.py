"""What stands in a scope, read for a phone: a stretch of its feed, or all of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from server.core import replication
from server.core.feed import LOOKUP_CHUNK, FeedEntry
from server.core.replication import Replica
from sync.digest import StandingRow
from sync.protocol import TablePage
from sync.store import FeedPage


def page(session: Session, scope: str, *, after: int, limit: int) -> FeedPage:
    """Return the next changes of a scope after a seq, with the rows' present content."""
    stretch = (
        select(FeedEntry.seq)
        .where(FeedEntry.scope_id == scope, FeedEntry.seq > after)
        .order_by(FeedEntry.seq)
        .limit(limit)
        .subquery()
    )
    to, count = session.execute(select(func.max(stretch.c.seq), func.count())).one()
    if not count:
        return FeedPage(to=after, put={}, remove=[], count=0)
    here = (FeedEntry.scope_id == scope, FeedEntry.seq > after, FeedEntry.seq <= to)
    # Who starts from nothing needs no word of what has gone.
    gone = select(FeedEntry.tbl, FeedEntry.row_id).where(*here, FeedEntry.op == "remove")
    return FeedPage(
        to=to,
        put=_put(session, *here),
        remove=[(tbl, row) for tbl, row in session.execute(gone)] if after else [],
        count=count,
    )


def tables(session: Session, scope: str) -> Mapping[str, TablePage]:
    """Return every row that stands in a scope, by table."""
    return _put(session, FeedEntry.scope_id == scope)


def _put(session: Session, *here: ColumnElement[bool]) -> dict[str, TablePage]:
    put = select(FeedEntry.row_id).where(*here, FeedEntry.op == "put")
    tables = set(session.scalars(put.with_only_columns(FeedEntry.tbl).distinct()))
    pages = {}
    for replica in replication.replicas().values():
        if replica.table in tables:
            rows = replica.rows(session, put.where(FeedEntry.tbl == replica.table))
            pages[replica.table] = TablePage(replica.columns, [tuple(row) for row in rows])
    return pages


def standing(session: Session, scope: str) -> Sequence[StandingRow]:
    """Return table, id and version of every row that stands in a scope."""
    found = session.execute(
        select(FeedEntry.tbl, FeedEntry.row_id, FeedEntry.row_ver).where(
            FeedEntry.scope_id == scope, FeedEntry.op == "put"
        )
    )
    return [(table, row_id, ver) for table, row_id, ver in found]


def rows(session: Session, scope: str, wanted: Sequence[StandingRow]) -> Mapping[str, TablePage]:
    """Return the content of some rows that stand in a scope, by table."""
    ids: dict[str, list[str]] = defaultdict(list)
    for table, row_id, _ in wanted:
        ids[table].append(row_id)
    return {
        replica.table: TablePage(
            replica.columns, list(_content(session, scope, replica, ids[replica.table]))
        )
        for replica in replication.replicas().values()
        if replica.table in ids
    }


def _content(
    session: Session, scope: str, replica: Replica, ids: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(ids), LOOKUP_CHUNK):
        chosen = select(FeedEntry.row_id).where(
            FeedEntry.scope_id == scope,
            FeedEntry.tbl == replica.table,
            FeedEntry.op == "put",
            FeedEntry.row_id.in_(ids[start : start + LOOKUP_CHUNK]),
        )
        yield from (tuple(row) for row in replica.rows(session, chosen))
