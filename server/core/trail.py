"""The log of all deeds: each has a place in a Merkle tree (RFC 6962) before it is committed.

The counter is moved last in a transaction and stays locked until the commit, so there are no holes
and the order of places is the order of commits. Once an hour the tree is signed as a checkpoint.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Integer,
    String,
    Text,
    bindparam,
    exists,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core import audit, clock, feed, inserts, notary
from server.core.audit import AuditEntry
from server.core.db import Base, UtcDateTime
from server.core.json_text import as_kept
from server.core.notary import Checkpoint
from sync.merkle import Tree, leaf_hash

CHECKPOINT_EVERY = timedelta(hours=1)
AT_ONCE = 5_000
COLUMNS = ("id", "at", "event", "subject", "person_id", "facts")


class AuditTree(Base):
    """The one counter: how many deeds have a place, and when the tree was last signed."""

    __tablename__ = "audit_tree"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditLeaf(Base):
    """The place of one deed, counted from 0; rows are only ever added."""

    __tablename__ = "audit_leaf"

    n: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), unique=True)
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(32))


class AuditCheckpoint(Base):
    """A signed state of the tree; `peaks` let the next one begin where this one ended."""

    __tablename__ = "audit_checkpoint"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    peaks: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text)


MOVING = (
    update(AuditTree)
    .where(AuditTree.id == 1)
    .values(size=AuditTree.size + bindparam("by"))
    .returning(AuditTree.size, AuditTree.signed_at)
    .execution_options(synchronize_session=False)
)


def append(session: Session) -> None:
    """Give the deeds of this transaction their places.

    Must be the last thing that a transaction does: all others wait for their places until it ends.
    """
    session.flush()
    _place(session, audit.take(session))


def adopt(session: Session) -> int:
    """Give deeds of before this log their places; return how many there were."""
    audit.take(session)
    unplaced = ~exists().where(AuditLeaf.entry_id == AuditEntry.id)
    found = session.scalars(select(AuditEntry).where(unplaced).order_by(AuditEntry.id)).all()
    _place(session, [_told(entry) for entry in found])
    return len(found)


def newest(session: Session) -> AuditCheckpoint | None:
    """Return the last checkpoint; None before the first deed."""
    return session.scalar(select(AuditCheckpoint).order_by(AuditCheckpoint.size.desc()).limit(1))


def sign(session: Session) -> AuditCheckpoint | None:
    """Return a checkpoint of the tree as it stands, signed now unless there is one."""
    tree = session.get(AuditTree, 1, with_for_update=True, populate_existing=True)
    last = newest(session)
    if tree is None or (last and last.size == tree.size):
        return last
    return _sign(session, tree.size, last)


def origin(session: Session) -> str:
    """Return the name of the log: a restored database goes on under another one."""
    return f"doorstep/audit/{feed.epoch(session)}"


def content_of(entry: Mapping[str, Any]) -> bytes:
    """Return what a leaf stands for: all that an entry says, in one form."""
    told = {name: entry[name] for name in ("event", "subject", "person_id", "facts")}
    told["at"] = entry["at"].isoformat(timespec="microseconds")
    return canonical(told)


def canonical(value: Any) -> bytes:
    """Return a value that came from JSON in the one form in which it is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _told(entry: AuditEntry) -> Mapping[str, Any]:
    return {name: getattr(entry, name) for name in COLUMNS}


def _place(session: Session, entries: Sequence[Mapping[str, Any]]) -> None:
    if not entries:
        return
    size, signed_at = _advance(session, len(entries))
    first = size - len(entries)
    places = [_leaf(n, entry) for n, entry in enumerate(entries, start=first)]
    inserts.add_all(session, AuditLeaf, places)
    if signed_at is None or clock.now() - signed_at >= CHECKPOINT_EVERY:
        _sign(session, size, newest(session))


def _advance(session: Session, by: int) -> tuple[int, datetime | None]:
    """Move the counter and hold it; return where it stands and when the tree was signed."""
    moved = session.execute(MOVING, {"by": by}).one_or_none()
    if moved is None:
        session.execute(inserts.or_pass(session, AuditTree), {"id": 1, "size": 0})
        moved = session.execute(MOVING, {"by": by}).one()
    return moved.size, moved.signed_at


def _leaf(n: int, entry: Mapping[str, Any]) -> dict[str, Any]:
    found = leaf_hash(content_of({**entry, "facts": as_kept(entry["facts"])}))
    return {"n": n, "entry_id": entry["id"], "hash": found.hex(), "seal": notary.sealed(n, found)}


def _sign(session: Session, size: int, last: AuditCheckpoint | None) -> AuditCheckpoint:
    tree = _grown(session, last)
    assert tree.size == size, "every place up to the counter is taken"
    at = clock.now()
    note = notary.signed(Checkpoint(origin(session), size, tree.root))
    made = AuditCheckpoint(size=size, at=at, peaks=[peak.hex() for peak in tree.peaks], note=note)
    session.add(made)
    session.execute(
        update(AuditTree).values(signed_at=at).execution_options(synchronize_session=False)
    )
    session.flush()
    return made


def _grown(session: Session, last: AuditCheckpoint | None) -> Tree:
    """Return the tree as it stands, from where it was last signed."""
    tree = Tree(last.size, tuple(bytes.fromhex(peak) for peak in last.peaks)) if last else Tree()
    leaves = select(AuditLeaf.hash).where(AuditLeaf.n >= tree.size).order_by(AuditLeaf.n)
    for leaf in session.scalars(leaves, execution_options={"yield_per": AT_ONCE}):
        tree = tree.appended(bytes.fromhex(leaf))
    return tree
