"""The digest of a scope: order-free, kept by adding and subtracting rows."""

from collections.abc import Iterable
from hashlib import sha256

MODULUS = 1 << 64
EMPTY = "0" * 16


def row_digest(table: str, row_id: str, ver: int) -> int:
    """Return the first 8 bytes of SHA-256(`table|id|ver`) as a number (docs/protocol.md §1)."""
    return int.from_bytes(sha256(f"{table}|{row_id}|{ver}".encode()).digest()[:8], "big")


def moved(digest: str, *, gone: Iterable[int] = (), come: Iterable[int] = ()) -> str:
    """Return `digest` (16 hex digits) with the rows `gone` taken out and the rows `come` put in."""
    return f"{(int(digest, 16) + sum(come) - sum(gone)) % MODULUS:016x}"
