"""The change feed: per scope a counter row, and one entry per row that ever stood in it.

The counter is moved last in a transaction and stays locked until the commit, so within a scope
commit order is sequence order and a reader never misses a row (SYNC, "the write rule"). Each
commit leaves its tag: a cursor with another tag comes from a history that no longer exists.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Index,
    Integer,
    Select,
    String,
    Update,
    bindparam,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core import inserts
from server.core.db import Base
from server.core.ids import new_tag
from sync.digest import EMPTY, moved, row_digest
from sync.store import ScopeHead

LOOKUP_CHUNK = 400
COUNTED = ("seq", "tag", "n_rows", "digest")
NOWHERE = ScopeHead(0, "", 0, EMPTY)

Key = tuple[str, str]


@dataclass(frozen=True)
class RowChange:
    """A row's new version and the scopes it stands in from now on; none: it left them all.

    `is_new`: it stood in none before, so nobody need look.
    """

    table: str
    row_id: str
    ver: int
    scopes: frozenset[str]
    is_new: bool = False


class Epoch(Base):
    """The life of this database: a restored one gets a new epoch, so phones notice."""

    __tablename__ = "sync_epoch"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16))


class Scope(Base):
    """The counter row of one scope."""

    __tablename__ = "sync_scope"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    tag: Mapped[str] = mapped_column(String(16), default="")
    n_rows: Mapped[int] = mapped_column(Integer, default=0)
    digest: Mapped[str] = mapped_column(String(16), default=EMPTY)
    horizon: Mapped[int] = mapped_column(BigInteger, default=0)


class Commit(Base):
    """The tag that one commit left at the last seq of a scope that it moved."""

    __tablename__ = "sync_commit"

    scope_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    tag: Mapped[str] = mapped_column(String(16))


class FeedEntry(Base):
    """The last thing that happened to one row in one scope."""

    __tablename__ = "sync_feed"
    __table_args__ = (
        Index("ix_sync_feed_scope_seq", "scope_id", "seq"),
        Index("ix_sync_feed_row", "tbl", "row_id"),
    )

    scope_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tbl: Mapped[str] = mapped_column(String(32), primary_key=True)
    row_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(String(6))
    row_ver: Mapped[int] = mapped_column(Integer)


# Made once, as each of them stands in every turn to write; of tables instead of classes, which
# takes half the time.
_EPOCHS, _SCOPES = Epoch.__table__.c, Scope.__table__.c
EPOCH: Select[str] = select(_EPOCHS.epoch).order_by(_EPOCHS.id.desc()).limit(1)
COUNTERS: Select[*tuple[Any, ...]] = select(
    *(_SCOPES[name] for name in ("id", "seq", "tag", "n_rows", "digest", "horizon"))
).where(_SCOPES.id.in_(bindparam("scopes", expanding=True)))
COUNTERS_HELD = COUNTERS.order_by(_SCOPES.id).with_for_update()
STANDING = select(FeedEntry.row_id, FeedEntry.scope_id, FeedEntry.row_ver).where(
    FeedEntry.tbl == bindparam("table"),
    FeedEntry.row_id.in_(bindparam("ids", expanding=True)),
    FeedEntry.op == "put",
)


def epoch(session: Session) -> str:
    """Return the current epoch."""
    found = session.scalar(EPOCH)
    assert found is not None, "the database was not founded"
    return found


def found_epoch(session: Session) -> None:
    """Open the first epoch of a new database."""
    if session.scalar(select(Epoch.id).limit(1)) is None:
        session.add(Epoch(id=1, epoch=new_tag()))


def lock_epoch(session: Session) -> str:
    """Return the current epoch, which nobody else rotates before this transaction ends."""
    session.execute(select(Epoch.id).where(Epoch.id == 1).with_for_update())
    return epoch(session)


def rotate_epoch(session: Session) -> None:
    """Begin a new epoch: every phone starts its scopes anew and sends what is not durable."""
    newest = session.scalar(select(Epoch.id).order_by(Epoch.id.desc()).limit(1)) or 0
    session.add(Epoch(id=newest + 1, epoch=new_tag()))
    session.flush()


def head(session: Session, scope: str) -> ScopeHead:
    """Return where a scope stands; a scope in which nothing ever stood is at 0."""
    return heads(session, [scope])[scope]


def heads(session: Session, scopes: Sequence[str]) -> dict[str, ScopeHead]:
    """Return where each scope stands."""
    counters = session.execute(COUNTERS, {"scopes": list(scopes)})
    found = {scope: ScopeHead(*rest) for scope, *rest in counters}
    return {scope: found.get(scope, NOWHERE) for scope in scopes}


def large_scopes(session: Session, rows: int) -> list[tuple[str, int]]:
    """Return scope and seq of each scope in which at least so many rows stand."""
    found = session.execute(select(Scope.id, Scope.seq).where(Scope.n_rows >= rows))
    return [(scope, seq) for scope, seq in found]


def tag_at(session: Session, scope: str, seq: int) -> str:
    """Return the tag of the remembered commit that `seq` belongs to; empty beyond the head."""
    covering = select(Commit.tag).where(Commit.scope_id == scope, Commit.seq >= seq)
    return session.scalar(covering.order_by(Commit.seq).limit(1)) or ""


def lock(session: Session, scopes: Iterable[str]) -> dict[str, ScopeHead]:
    """Return where each scope stands and hold it there, in ascending scope id, until the commit."""
    wanted = sorted(scopes)
    missing = [{"id": scope} for scope in wanted]
    # Before any lock, so that two who make the same scope wait empty-handed for each other.
    session.execute(inserts.or_pass(session, Scope), missing)
    found = session.execute(COUNTERS_HELD, {"scopes": wanted})
    return {scope: ScopeHead(*rest) for scope, *rest in found}


def write(session: Session, changes: Sequence[RowChange]) -> dict[str, int]:
    """Write the feed of `changes`, counters in ascending scope id; return scope → new seq.

    Must be the last thing a transaction does: the counters stay locked until it commits.
    """
    held = _held(session, changes)
    moves: dict[str, dict[Key, tuple[str, int]]] = defaultdict(dict)
    for change in changes:
        key = (change.table, change.row_id)
        for scope in change.scopes:
            moves[scope][key] = ("put", change.ver)
        for scope in held.get(key, {}).keys() - change.scopes:
            moves[scope][key] = ("remove", change.ver)
    if not moves:
        return {}
    old = lock(session, moves)
    new = {scope: _moved(old[scope], scope, moves[scope], held) for scope in old}
    entries = [entry for s in old for entry in _entries(old[s], s, moves[s])]
    inserts.set_all(session, FeedEntry, entries, "seq", "op", "row_ver")
    _move_counters(session, new)
    return {scope: counter.seq for scope, counter in new.items()}


Held = dict[Key, dict[str, int]]


def _held(session: Session, changes: Sequence[RowChange]) -> Held:
    held: Held = defaultdict(dict)
    for table, ids in _by_table(changes):
        for row_id, scope, ver in session.execute(STANDING, {"table": table, "ids": ids}):
            held[table, row_id][scope] = ver
    return held


def _by_table(changes: Sequence[RowChange]) -> Iterator[tuple[str, list[str]]]:
    tables: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        if not change.is_new:
            tables[change.table].append(change.row_id)
    for table, ids in tables.items():
        for start in range(0, len(ids), LOOKUP_CHUNK):
            yield table, ids[start : start + LOOKUP_CHUNK]


Moves = Mapping[Key, tuple[str, int]]


def _moved(old: ScopeHead, scope: str, moves: Moves, held: Held) -> ScopeHead:
    gone = [row_digest(*key, held[key][scope]) for key in moves if scope in held.get(key, {})]
    come = [row_digest(*key, ver) for key, (op, ver) in moves.items() if op == "put"]
    return replace(
        old,
        seq=old.seq + len(moves),
        tag=new_tag(),
        n_rows=old.n_rows + len(come) - len(gone),
        digest=moved(old.digest, gone=gone, come=come),
    )


def _entries(old: ScopeHead, scope: str, moves: Moves) -> Iterator[dict[str, Any]]:
    for seq, ((tbl, row_id), (op, ver)) in enumerate(moves.items(), start=old.seq + 1):
        entry = {"scope_id": scope, "tbl": tbl, "row_id": row_id}
        yield {**entry, "seq": seq, "op": op, "row_ver": ver}


def _move_counters(session: Session, new: Mapping[str, ScopeHead]) -> None:
    counters = [
        {"scope": scope, **{f"new_{name}": getattr(counter, name) for name in COUNTED}}
        for scope, counter in new.items()
    ]
    session.connection().execute(_moving(), counters)
    commits = [{"scope_id": s, "seq": found.seq, "tag": found.tag} for s, found in new.items()]
    inserts.add_all(session, Commit, commits)


@cache
def _moving() -> Update:
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in COUNTED}
    return update(Scope).where(Scope.id == bindparam("scope")).values(new)
