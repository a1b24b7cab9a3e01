"""The phone's half of a repair (docs/protocol.md §5)."""

from dataclasses import replace
from typing import Any

from sync.client import UnreadableError
from sync.digest import bucket_digests
from sync.phone import Phone
from sync.protocol import Json
from sync.staging import Key, Row, Stretch, is_right, repaired


def ask_repair(phone: Phone, scope: str) -> dict[str, Any]:
    """Return the request that has a suspect scope compared bucket by bucket."""
    held = phone.scopes[scope]
    standing = [(*key, row["ver"]) for key, row in held.rows.items()]
    return {
        "device": phone.device,
        "scope": scope,
        "seq": held.seq,
        "tag": held.tag,
        "buckets": bucket_digests(standing),
    }


def absorb_repair(phone: Phone, asked: Json, answer: Any) -> Phone:
    """Exchange the differing buckets; what is still wrong then is fetched from the beginning.

    An answer about another moment than the one asked about changes nothing.
    """
    held = phone.scopes.get(asked["scope"])
    if held is None or (held.seq, held.tag) != (asked["seq"], asked["tag"]):
        return phone
    try:
        mended = repaired(held, set(answer["buckets"]), _rows(answer["put"]))
        said = Stretch(n_rows=answer["n_rows"], digest=answer["digest"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableError(str(error)) from error
    if not is_right(mended, said):
        mended = replace(mended, seq=0, tag="")
    return replace(
        phone,
        scopes={**phone.scopes, asked["scope"]: mended},
        suspect=phone.suspect - {asked["scope"]},
        defects=phone.defects + 1,
    )


def _rows(put: Json) -> dict[Key, Row]:
    rows: dict[Key, Row] = {}
    for table, part in put.items():
        for cells in part["rows"]:
            row = dict(zip(part["cols"], cells, strict=True))
            rows[table, row["id"]] = row
    return rows
