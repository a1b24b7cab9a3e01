"""Starting a scope from chunks, on the phone (docs/protocol.md §4)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from sync.client import MOST_BAD_CHUNKS
from sync.columns import unpacked_columns
from sync.phone import Phone
from sync.protocol import Json
from sync.staging import Held, Key, Row, Stretch, applied, is_right


def lacking(phone: Phone, scope: str, kept: Mapping[str, bytes]) -> list[str]:
    """Name the chunks of an awaited scope that are not among those kept, in their order."""
    return [name for name in _names(phone.staged.awaited[scope]) if name not in kept]


def is_intact(name: str, content: bytes) -> bool:
    """Return whether a chunk is what its name, the SHA-256 of its bytes in hex, says."""
    return sha256(content).hexdigest() == name


def without_chunk(phone: Phone) -> Phone:
    """Return the phone after a chunk came spoilt, or was gone."""
    return _with_bad(phone, phone.staged.bad_chunks + 1)


def assembled(phone: Phone, scope: str, kept: Mapping[str, bytes]) -> Phone:
    """Stage an awaited scope whose chunks are all kept, each of which is intact.

    One that has not the rows that the bureau says is a defect: this pull goes on by pages.
    """
    snapshot = phone.staged.awaited[scope]
    rows: dict[Key, Row | None] = {}
    for name in _names(snapshot):
        rows |= _unpacked(kept[name])
    stretch = Stretch(
        anew=True,
        seq=snapshot["seq"],
        tag=snapshot["tag"],
        n_rows=snapshot["n_rows"],
        digest=snapshot["digest"],
        rows=rows,
    )
    if not is_right(applied(Held(), stretch), stretch):
        return replace(_with_bad(phone, MOST_BAD_CHUNKS), defects=phone.defects + 1)
    left = {name: one for name, one in phone.staged.awaited.items() if name != scope}
    stretches = {**phone.staged.stretches, scope: stretch}
    return replace(phone, staged=replace(phone.staged, stretches=stretches, awaited=left))


def _with_bad(phone: Phone, count: int) -> Phone:
    return replace(phone, staged=replace(phone.staged, bad_chunks=count))


def _names(snapshot: Json) -> list[str]:
    return [chunk["sha256"] for chunk in snapshot["chunks"]]


def _unpacked(content: bytes) -> dict[Key, Row]:
    chunk = json.loads(content)
    columns = unpacked_columns(chunk["columns"])
    rows = (dict(zip(chunk["cols"], row, strict=True)) for row in zip(*columns, strict=True))
    return {(chunk["tbl"], row["id"]): row for row in rows}
