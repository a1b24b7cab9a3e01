"""The digest of a scope: order-free, kept by adding and subtracting rows."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

MODULUS = 1 << 64
EMPTY = "0" * 16
N_BUCKETS = 256

# A row that stands in a scope: table, id, version.
StandingRow = tuple[str, str, int]


def row_digest(table: str, row_id: str, ver: int) -> int:
    """Return the first 8 bytes of SHA-256(`table|id|ver`) as a number (docs/protocol.md §1)."""
    return int.from_bytes(sha256(f"{table}|{row_id}|{ver}".encode()).digest()[:8], "big")


def moved(digest: str, *, gone: Iterable[int] = (), come: Iterable[int] = ()) -> str:
    """Return `digest` (16 hex digits) with the rows `gone` taken out and the rows `come` put in."""
    return f"{(int(digest, 16) + sum(come) - sum(gone)) % MODULUS:016x}"


def total(digests: Iterable[str]) -> str:
    """Return the sum of digests, itself a digest."""
    return moved(EMPTY, come=(int(digest, 16) for digest in digests))


def bucket_of(table: str, row_id: str) -> int:
    """Return in which of the 256 buckets a row is compared (docs/protocol.md §5)."""
    return sha256(f"{table}|{row_id}".encode()).digest()[0]


def bucket_digests(rows: Iterable[StandingRow]) -> list[str]:
    """Return the digest of each bucket of a scope in which exactly `rows` stand."""
    sums = [0] * N_BUCKETS
    for table, row_id, ver in rows:
        sums[bucket_of(table, row_id)] += row_digest(table, row_id, ver)
    return [f"{found % MODULUS:016x}" for found in sums]


def differing(ours: Sequence[str], theirs: Sequence[str]) -> list[int]:
    """Return the buckets in which two replicas of a scope do not hold the same rows."""
    return [n for n, pair in enumerate(zip(ours, theirs, strict=True)) if pair[0] != pair[1]]
