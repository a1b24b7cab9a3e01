"""Handing out: what moved in the caller's scopes since the cursors that the phone holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sync.digest import total
from sync.protocol import START, Cursor, ScopePage, SyncRequest
from sync.store import ReadTransaction, ScopeHead, Sighting


@dataclass(frozen=True)
class Handout:
    """Pages by scope; or the digests to compare with; and cursors that no history explains."""

    pages: dict[str, ScopePage] = field(default_factory=dict)
    digests: dict[str, tuple[int, str]] = field(default_factory=dict)
    sightings: Sequence[Sighting] = ()


NOTHING = Handout()


def hand_out(tx: ReadTransaction, request: SyncRequest, allowed: Sequence[str]) -> Handout:
    """Return the pages of all scopes that moved, at most `request.limit` rows together."""
    heads = tx.heads(allowed)
    pages: dict[str, ScopePage] = {}
    sightings: list[Sighting] = []
    left = request.limit
    for scope in allowed:
        cursor = request.scopes.get(scope, START)
        if _stands_at(cursor, heads[scope]):
            continue
        start = _start(tx, scope, cursor, heads[scope])
        if start is START and cursor.seq >= max(heads[scope].horizon, 1):
            # Below the horizon nobody can tell whose history it was.
            sightings.append(Sighting("rollback", scope, cursor.seq, cursor.tag))
        pages[scope] = _page(tx, scope, start, heads[scope], left)
        left -= sum(len(part.rows) for part in pages[scope].put.values())
        left -= len(pages[scope].remove)
    digests = {} if pages else _compared(request, allowed, heads)
    return Handout(pages, digests, sightings)


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
