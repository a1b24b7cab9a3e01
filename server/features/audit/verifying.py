"""Go through the whole log and name the first place at which it is not what it was.

Entries are held against their leaves, leaves against their seals, the tree against every signed
checkpoint, and the ledger of commands against what the log says of it. What was done since the
last checkpoint somebody may still have cut off whole; a checkpoint kept outside shows that too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core import audit, notary
from server.core.audit import AuditEntry
from server.core.notary import Checkpoint, NotOursError
from server.core.trail import AuditCheckpoint, AuditLeaf, AuditTree, content_of
from server.features.sync_api import queries as ledger
from sync.merkle import Tree, leaf_hash

AT_ONCE = 2_000


@dataclass(frozen=True)
class Fault:
    """The first place of the log, counted from 0, that is not as it was, and what is wrong."""

    index: int
    words: str


@dataclass
class _Walk:
    """How far the log was read, and what stays to be explained."""

    tree: Tree = field(default_factory=Tree)
    signed: dict[int, bytes] = field(default_factory=dict)
    last_signed: int = 0
    commands: int = 0
    # Commands whose present entry is not what the log said at this place; a later one may explain.
    unlike: dict[tuple[str, int], int] = field(default_factory=dict)


def verify(session: Session, outside: Sequence[Checkpoint] = ()) -> tuple[Tree, Fault | None]:
    """Return the tree as far as it is sound, and the first fault; `outside` are kept elsewhere."""
    walk = _Walk()
    faults = [_sign_posts(session, walk, outside), _walked(session, walk)]
    # A command that was answered anew is explained only by what stands behind a fault.
    return walk.tree, _first(faults if faults[1] else [*faults, *_at_the_end(session, walk)])


def _sign_posts(session: Session, walk: _Walk, outside: Sequence[Checkpoint]) -> Fault | None:
    """Take note of all checkpoints; a fault is one of our own that is not signed by us."""
    fault = None
    for kept in session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.size)):
        try:
            found = notary.opened(kept.note)
            is_ours = found.size == kept.size and _is_tree(kept, found)
        except (NotOursError, ValueError):
            is_ours = False
        if is_ours:
            walk.signed[found.size] = found.root
        elif fault is None:
            fault = Fault(max(kept.size - 1, 0), "检查点被改动")
    walk.signed |= {found.size: found.root for found in outside}
    return fault


def _is_tree(kept: AuditCheckpoint, found: Checkpoint) -> bool:
    return Tree(kept.size, tuple(bytes.fromhex(peak) for peak in kept.peaks)).root == found.root


def _walked(session: Session, walk: _Walk) -> Fault | None:
    at_once = AT_ONCE
    while True:
        try:
            rows = _read(session, walk.tree.size, at_once)
            commands = _commands(session, rows)
        except ValueError:
            # What the database holds is no instant or no JSON any more: which row is it?
            if at_once == 1:
                return Fault(walk.tree.size, "这一条读不出来")
            at_once = 1
            continue
        if not rows:
            return None
        for row in rows:
            if words := _wrong(row, walk) or _unlike_ledger(row, walk, commands):
                return Fault(walk.tree.size, words)
            if not _goes_on(walk, row["hash"]):
                return Fault(walk.last_signed, "与检查点不符")


def _goes_on(walk: _Walk, leaf: str) -> bool:
    walk.tree = walk.tree.appended(bytes.fromhex(leaf))
    if walk.signed.get(walk.tree.size, walk.tree.root) != walk.tree.root:
        return False
    if walk.tree.size in walk.signed:
        walk.last_signed = walk.tree.size
    return True


def _read(session: Session, size: int, at_once: int) -> Sequence[Mapping[str, Any]]:
    leaf, entry = AuditLeaf.__table__.c, AuditEntry.__table__.c
    columns = (leaf.n, leaf.hash, leaf.seal, entry.id, entry.at, entry.event, entry.subject)
    found = (
        select(*columns, entry.person_id, entry.facts)
        .outerjoin_from(AuditLeaf, AuditEntry, leaf.entry_id == entry.id)
        .where(leaf.n >= size)
        .order_by(leaf.n)
        .limit(at_once)
    )
    return [dict(row) for row in session.execute(found).mappings()]


def _wrong(row: Mapping[str, Any], walk: _Walk) -> str:
    if row["n"] != walk.tree.size:
        return "这一条被删除"
    if row["id"] is None:
        return "这一条的内容被删除"
    leaf = leaf_hash(content_of(row))
    if leaf.hex() != row["hash"]:
        return "这一条的内容被改动"
    return "" if notary.sealed(row["n"], leaf) == row["seal"] else "这一条被替换或调换"


def _commands(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], Any]:
    keys = [_key(row["facts"]) for row in rows if _is_of_ledger(row)]
    return ledger.entries(session, keys) if keys else {}


def _is_of_ledger(row: Mapping[str, Any]) -> bool:
    return row["event"] in {audit.TAKEN_IN, audit.ANSWERED_ANEW}


def _key(facts: Mapping[str, Any]) -> tuple[str, int]:
    return str(facts.get("device")), int(facts.get("seq", 0))


def _unlike_ledger(
    row: Mapping[str, Any], walk: _Walk, commands: Mapping[tuple[str, int], Any]
) -> str:
    if not _is_of_ledger(row):
        return ""
    key = _key(row["facts"])
    command = commands.get(key)
    if command is None:
        return "这一条手机记录被删除"
    walk.commands += row["event"] == audit.TAKEN_IN
    if ledger.digest_of(command) == row["facts"]["entry"]:
        walk.unlike.pop(key, None)
    else:
        walk.unlike.setdefault(key, walk.tree.size)
    return ""


def _at_the_end(session: Session, walk: _Walk) -> Iterator[Fault | None]:
    yield from (Fault(index, "这一条手机记录被改动") for index in walk.unlike.values())
    size = walk.tree.size
    told = [*walk.signed, session.scalar(select(AuditTree.size)) or 0]
    if max(told) != size:
        yield Fault(min(size, max(told)), "后面的记录被删除或多出")
    if (session.scalar(select(func.count()).select_from(AuditEntry)) or 0) != size:
        yield Fault(size, "有没有登记进日志的记录")
    if ledger.count_entries(session) != walk.commands:
        yield Fault(size, "有没有登记进日志的手机记录")


def _first(faults: Iterable[Fault | None]) -> Fault | None:
    found = [fault for fault in faults if fault is not None]
    return min(found, key=lambda fault: fault.index, default=None)
