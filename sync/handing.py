"""Handing out: what moved in the caller's scopes since the cursors that the phone holds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sync.digest import total
from sync.protocol import CHUNK_FORM, START, Cursor, ScopePage, Snapshot, SyncRequest
from sync.store import ReadTransaction, ScopeHead, Sighting

# A smaller scope fits into one answer, and is not worth a snapshot.
SNAPSHOT_ROWS = 1000
# A snapshot serves until so many changes, by the number of its rows, have passed it.
MOST_BEHIND = 0.2


@dataclass(frozen=True)
class Handout:
    """Pages and snapshots by scope, or the digests to compare with.

    `wanted`: scopes that deserve a newer snapshot. `sightings`: cursors that no history explains.
    """

    pages: dict[str, ScopePage] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    wanted: Sequence[str] = ()
    digests: dict[str, tuple[int, str]] = field(default_factory=dict)
    sightings: Sequence[Sighting] = ()


NOTHING = Handout()


def hand_out(
    tx: ReadTransaction,
    request: SyncRequest,
    allowed: Sequence[str],
    snapshot_rows: int = SNAPSHOT_ROWS,
) -> Handout:
    """Return the pages of all scopes that moved, at most `request.limit` rows together.

    A scope of at least `snapshot_rows` rows that starts anew comes as its snapshot, if it has one
    and the phone reads its chunks.
    """
    heads = tx.heads(allowed)
    starts = {
        scope: _start(tx, scope, request.scopes.get(scope, START), heads[scope])
        for scope in allowed
        if not _stands_at(request.scopes.get(scope, START), heads[scope])
    }
    takes_chunks = request.snapshots and request.chunks >= CHUNK_FORM
    large = [
        scope
        for scope, start in starts.items()
        if start is START and takes_chunks and heads[scope].n_rows >= snapshot_rows
    ]
    snapshots = _snapshots(tx, large, heads)
    return Handout(
        pages=_pages(tx, starts, heads, request.limit, without=snapshots.keys()),
        snapshots=snapshots,
        wanted=[scope for scope in large if scope not in snapshots],
        digests={} if starts else _compared(request, allowed, heads),
        sightings=_sightings(request, starts, heads),
    )


def _snapshots(
    tx: ReadTransaction, scopes: Sequence[str], heads: Mapping[str, ScopeHead]
) -> dict[str, Snapshot]:
    found = {scope: tx.snapshot(scope) for scope in scopes}
    return {s: one for s, one in found.items() if one and _serves(tx, s, one, heads[s])}


def _pages(
    tx: ReadTransaction,
    starts: Mapping[str, Cursor],
    heads: Mapping[str, ScopeHead],
    limit: int,
    *,
    without: Collection[str],
) -> dict[str, ScopePage]:
    pages: dict[str, ScopePage] = {}
    left = limit
    for scope, start in starts.items():
        if scope in without:
            continue
        pages[scope] = _page(tx, scope, start, heads[scope], left)
        left -= sum(len(part.rows) for part in pages[scope].put.values())
        left -= len(pages[scope].remove)
    return pages


def _sightings(
    request: SyncRequest, starts: Mapping[str, Cursor], heads: Mapping[str, ScopeHead]
) -> list[Sighting]:
    """Name the cursors that no history explains; below the horizon nobody can tell whose it was."""
    return [
        Sighting("rollback", scope, cursor.seq, cursor.tag)
        for scope, start in starts.items()
        if start is START
        and (cursor := request.scopes.get(scope, START)).seq >= max(heads[scope].horizon, 1)
    ]


def _serves(tx: ReadTransaction, scope: str, found: Snapshot, head: ScopeHead) -> bool:
    """Return whether a snapshot is of this history, and near enough to its end."""
    if not head.horizon <= found.seq <= head.seq:
        return False
    is_ours = found.tag == _tag(tx, scope, found.seq, head)
    return is_ours and head.seq - found.seq <= head.n_rows * MOST_BEHIND


def _stands_at(cursor: Cursor, head: ScopeHead) -> bool:
    return cursor.seq == head.seq and (cursor.tag == head.tag or head.seq == 0)


def _start(tx: ReadTransaction, scope: str, cursor: Cursor, head: ScopeHead) -> Cursor:
    return cursor if cursor.seq and _is_ours(tx, scope, cursor, head) else START


def _is_ours(tx: ReadTransaction, scope: str, cursor: Cursor, head: ScopeHead) -> bool:
    is_reached = cursor.seq <= head.seq and cursor.tag != ""
    return is_reached and cursor.tag == _tag(tx, scope, cursor.seq, head)


def _tag(tx: ReadTransaction, scope: str, seq: int, head: ScopeHead) -> str:
    """Return the tag that goes with `seq`: that of the commit which it belongs to.

    Below the horizon only somebody stands who is on the way from 0, and only as long as no more
    is forgotten meanwhile; so the tag names the horizon that it was handed out under.
    """
    tag = head.tag if seq == head.seq else tx.tag_at(scope, seq)
    return tag if seq >= head.horizon else f"{tag}.{head.horizon}"


def _page(tx: ReadTransaction, scope: str, start: Cursor, head: ScopeHead, limit: int) -> ScopePage:
    after = start.seq
    empty = ScopePage(
        after, after, start.tag, head.seq, head.n_rows, head.digest, put={}, remove=[]
    )
    if limit <= 0:
        return empty
    feed = tx.page(scope, after=after, limit=limit)
    to = head.seq if feed.count < limit else feed.to
    return replace(empty, to=to, tag=_tag(tx, scope, to, head), put=feed.put, remove=feed.remove)


def _compared(
    request: SyncRequest, allowed: Sequence[str], heads: Mapping[str, ScopeHead]
) -> dict[str, tuple[int, str]]:
    """Return count and digest of each scope held, when the phone's own sum is another."""
    held = sorted(request.scopes)
    if request.digest is None or not set(held) <= set(allowed):
        return {}
    if total(heads[scope].digest for scope in held) == request.digest:
        return {}
    return {scope: (heads[scope].n_rows, heads[scope].digest) for scope in held}
