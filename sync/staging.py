"""What the phone keeps aside of a pull until one answer has brought every scope to its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sync.digest import EMPTY, bucket_of, moved, row_digest
from sync.protocol import Json

Key = tuple[str, str]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """The confirmed rows of one scope at a cursor, with their digest."""

    seq: int = 0
    tag: str = ""
    rows: Mapping[Key, Row] = field(default_factory=dict)
    digest: str = EMPTY


@dataclass(frozen=True)
class Stretch:
    """Pages of one scope folded together; None stands for a row that left it."""

    anew: bool = False
    seq: int = 0
    tag: str = ""
    n_rows: int | None = None
    digest: str | None = None
    rows: Mapping[Key, Row | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Staged:
    """`awaited`: the snapshots, as the bureau names them, whose chunks are still to be loaded.

    `bad_chunks`: how many came spoilt or were gone since this pull began.
    """

    stretches: Mapping[str, Stretch] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    awaited: Mapping[str, Json] = field(default_factory=dict)
    bad_chunks: int = 0


NOTHING = Staged()


def staged(before: Staged, asked: Mapping[str, int], answer: Json) -> tuple[Staged, list[str]]:
    """Put an answer's pages beside those kept aside; name the scopes whose pages do not fit."""
    stretches = dict(before.stretches)
    dropped = {*before.dropped, *answer.get("removed", ())}
    awaited = answer.get("snapshots", {})
    dropped -= awaited.keys()
    for scope in dropped | awaited.keys():
        stretches.pop(scope, None)
    torn = []
    pages = answer.get("scopes", {})
    for scope, page in pages.items():
        if page["from"] not in (0, asked.get(scope)):
            torn.append(scope)
            continue
        known = None if page["from"] == 0 else stretches.get(scope)
        stretches[scope] = _folded(known or Stretch(anew=page["from"] == 0), page)
        if page["from"] == 0:
            dropped.discard(scope)
    # Asked for from the beginning and not answered: the scope is empty, whatever was held.
    told = pages.keys() | stretches.keys() | awaited.keys()
    silent = {scope for scope, seq in asked.items() if seq == 0} - told
    return Staged(stretches, frozenset(dropped | silent), awaited, before.bad_chunks), torn


def _folded(stretch: Stretch, page: Json) -> Stretch:
    rows = dict(stretch.rows)
    for table, part in page.get("put", {}).items():
        for cells in part["rows"]:
            row = dict(zip(part["cols"], cells, strict=True))
            rows[table, row["id"]] = row
    for table, row_id in page.get("remove", ()):
        rows[table, row_id] = None
    return Stretch(
        stretch.anew, page["to"], page["tag"], page.get("n_rows"), page.get("digest"), rows
    )


def applied(held: Held | None, stretch: Stretch) -> Held:
    """Return the scope with the stretch taken over; the digest moves with the rows that do."""
    before = Held() if held is None or stretch.anew else held
    rows = dict(before.rows)
    gone, come = [], []
    for key, row in stretch.rows.items():
        if old := rows.pop(key, None):
            gone.append(digest_of(key, old))
        if row is not None:
            rows[key] = row
            come.append(digest_of(key, row))
    return Held(stretch.seq, stretch.tag, rows, moved(before.digest, gone=gone, come=come))


def is_right(held: Held, said: Stretch) -> bool:
    """Return whether count and digest are those that the bureau says, where it says any."""
    return said.n_rows in (None, len(held.rows)) and said.digest in (None, held.digest)


def repaired(held: Held, buckets: set[int], rows: Mapping[Key, Row]) -> Held:
    """Return the scope with the content of these buckets exchanged for `rows`."""
    kept = {key: row for key, row in held.rows.items() if bucket_of(*key) not in buckets} | dict(
        rows
    )
    digest = moved(EMPTY, come=(digest_of(key, row) for key, row in kept.items()))
    return replace(held, rows=kept, digest=digest)


def digest_of(key: Key, row: Row) -> int:
    """Return the digest of one row (protocol §1)."""
    return row_digest(*key, row["ver"])
