"""Snapshots: a scope cut into chunks whose borders stay where they are (docs/protocol.md §4)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sync.columns import Encode, packed_columns
from sync.protocol import Chunk, TablePage

MOST_ROWS = 8192
# 11 zero bits: one row in 2,048 ends a chunk.
BORDER_BITS = 11


def chunked(
    tables: Mapping[str, TablePage], encode: Encode, most_rows: int = MOST_ROWS
) -> Iterator[tuple[Chunk, bytes]]:
    """Yield every chunk of a scope with its bytes, in order of table and id.

    `encode` writes plain values as UTF-8 JSON, always alike. A border depends on the id of its
    row alone, so a changed, added or removed row changes only the chunk that it stands in; only
    where no border comes for `most_rows` rows is one set there.
    """
    for table in sorted(tables):
        cols = tables[table].cols
        at = cols.index("id")
        rows = sorted(tables[table].rows, key=lambda row: str(row[at]))
        for some in _cut(rows, at, most_rows):
            yield _packed(table, cols, some, encode)


def _cut(
    rows: Sequence[Sequence[Any]], at: int, most_rows: int
) -> Iterator[Sequence[Sequence[Any]]]:
    start = 0
    for n, row in enumerate(rows, start=1):
        if n - start == most_rows or n == len(rows) or _is_border(str(row[at])):
            yield rows[start:n]
            start = n


def _is_border(row_id: str) -> bool:
    return int.from_bytes(sha256(row_id.encode()).digest()[:2], "big") >> (16 - BORDER_BITS) == 0


def _packed(
    table: str, cols: Sequence[str], rows: Sequence[Sequence[Any]], encode: Encode
) -> tuple[Chunk, bytes]:
    # As they travel, instants and dates are texts: only those have a form.
    columns = json.loads(encode({"": list(zip(*rows, strict=True))}))[""]
    content = encode({"tbl": table, "cols": cols, "columns": packed_columns(columns, encode)})
    return Chunk(sha256(content).hexdigest(), len(content), len(rows), table), content
