"""The messages of `POST /api/sync` (docs/protocol.md) as frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

PROTOCOL_VERSION = 2
SCHEMA_VERSION = 1
# Reads are served for the present schema and the two before it; pushes are taken for ever.
MIN_SCHEMA = max(1, SCHEMA_VERSION - 2)
MAX_COMMANDS = 200
MAX_COMMAND_BYTES = 256 * 1024
MAX_SCOPES = 200
DEFAULT_LIMIT = 20_000
# How chunks are written: 1 was gzip of plain columns, 2 is columns in forms of their own.
CHUNK_FORM = 2
MAX_LIMIT = 50_000

TERMINAL = frozenset(
    {"applied", "merged", "duplicate", "conflict", "rejected", "quarantined", "blocked"}
)
FOR_REVIEW = frozenset({"conflict", "rejected", "quarantined", "blocked"})

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Cursor:
    """What a phone holds of one scope: everything up to `seq`, a commit tagged `tag`."""

    seq: int
    tag: str


START = Cursor(0, "")


@dataclass(frozen=True)
class Envelope:
    """One command as sent: the exact text that the phone made once, and its signature if any."""

    body: str
    sig: str | None = None

    @property
    def hash(self) -> str:
        """SHA-256 of the body's UTF-8 bytes, hex: the identity of the command."""
        return sha256(self.body.encode()).hexdigest()


@dataclass(frozen=True)
class Command:
    """A parsed command body.

    `again`: the hash of its first text, when a phone whose store was lost made it anew under
    another device; it may have been taken in under the first.
    """

    seq: int
    id: str
    name: str
    version: int
    entity: str
    args: Json
    device_time: str
    base_ver: int | None = None
    base_command: str | None = None
    deps: tuple[str, ...] = ()
    blobs: tuple[str, ...] = ()
    server_offset_ms: int | None = None
    prev_hash: str = ""
    again: str | None = None
    hash: str = ""


@dataclass(frozen=True)
class Proof:
    """A receipt that the phone holds: the bureau once took `hash` in as `seq` of this device."""

    seq: int
    hash: str
    epoch: str
    receipt: str


@dataclass(frozen=True)
class SyncRequest:
    """What a phone says. `digest`: the sum of all scopes' digests, when nothing is kept aside.

    `chunks`: the newest CHUNK_FORM that it reads; `keys`: the mark of the bureau's keys it knows.
    """

    proto: int
    device: str
    first_seq: int
    commands: tuple[Envelope, ...] = ()
    scopes: Mapping[str, Cursor] = field(default_factory=dict)
    epoch: str | None = None
    announced_head: int = 0
    last_receipt: int = 0
    limit: int = DEFAULT_LIMIT
    schema: int = 1
    app: str = ""
    digest: str | None = None
    snapshots: bool = False
    chunks: int = 1
    proof: Proof | None = None
    replaces: str | None = None
    keys: str | None = None


@dataclass(frozen=True)
class Trouble:
    """Why a command was not simply applied, in words for people."""

    code: str
    title: str
    detail: str = ""


@dataclass(frozen=True)
class Result:
    """The bureau's answer to one command; all but `retry` are final.

    `epoch` is the one in which it was receipted. It travels when it is not the answer's own: after
    a restore the phone may never have heard of it.
    """

    seq: int
    status: str
    scope_seqs: Mapping[str, int] = field(default_factory=dict)
    receipt: str | None = None
    alias: str | None = None
    problem: Trouble | None = None
    epoch: str = ""


@dataclass(frozen=True)
class TablePage:
    cols: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class ScopePage:
    """A stretch of one scope's feed: (`start`, `to`], of which `current` is the end.

    Count and digest travel only with the page that reaches the end.
    """

    start: int = field(metadata={"wire": "from"})
    to: int
    tag: str
    current: int
    n_rows: int = field(metadata={"optional": True})
    digest: str = field(metadata={"optional": True})
    put: Mapping[str, TablePage]
    remove: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Chunk:
    """One piece of a snapshot: JSON named by the SHA-256 of its bytes, however they travel."""

    sha256: str
    bytes: int
    rows: int
    tbl: str


@dataclass(frozen=True)
class Snapshot:
    """A scope at `seq`, to be put together from its chunks."""

    seq: int
    tag: str
    n_rows: int
    digest: str
    chunks: Sequence[Chunk]


@dataclass(frozen=True)
class Link:
    """Which keys of the bureau are in force (docs/keys.md), signed by the key of before, if any."""

    body: str
    signature: str = ""


@dataclass(frozen=True)
class SyncResponse:
    """What the bureau says. `digests`: count and digest of each scope whose sum differed."""

    epoch: str
    server_time: str
    expected_seq: int
    results: Sequence[Result] = ()
    scopes: Mapping[str, ScopePage] = field(default_factory=dict)
    removed: Sequence[str] = ()
    durable_through: int = 0
    retry_after: int = 0
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    digests: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    announced_head: int = 0
    min_schema: int = MIN_SCHEMA
    succession: Sequence[Link] = ()


@dataclass(frozen=True)
class RepairRequest:
    """What a phone holds of one scope, bucket by bucket, after its digest has differed."""

    device: str
    scope: str
    seq: int
    tag: str
    buckets: Sequence[str]


@dataclass(frozen=True)
class RepairResponse:
    """All rows of the buckets that differ; what the phone holds there beyond them falls."""

    scope: str
    seq: int
    tag: str
    n_rows: int
    digest: str
    buckets: Sequence[int]
    put: Mapping[str, TablePage]


def receipt_bytes(epoch: str, device: str, seq: int, command_hash: str) -> bytes:
    """Return the bytes that a receipt signs (docs/protocol.md §2)."""
    return f"doorstep-receipt-v1\n{epoch}\n{device}\n{seq}\n{command_hash}".encode()


def command_bytes(device: str, seq: int, prev_hash: str, body: str) -> bytes:
    """Return the bytes that a phone signs of a command (docs/protocol.md §2)."""
    return f"doorstep-command-v1\n{device}\n{seq}\n{prev_hash}\n{body}".encode()


def response_json(response: SyncResponse) -> dict[str, Any]:
    """Return the answer as plain JSON values, empty fields left out."""
    full: dict[str, Any] = {
        "epoch": response.epoch,
        "server_time": response.server_time,
        "expected_seq": response.expected_seq,
        "durable_through": response.durable_through,
        "min_schema": response.min_schema,
        "retry_after": response.retry_after,
        "results": [_result_json(result, response.epoch) for result in response.results],
        "scopes": {scope: _page_json(page) for scope, page in response.scopes.items()},
        "removed": list(response.removed),
        "snapshots": {scope: asdict(found) for scope, found in response.snapshots.items()},
        "digests": {scope: list(head) for scope, head in response.digests.items()},
        "announced_head": response.announced_head,
        "succession": [asdict(link) for link in response.succession],
    }
    keep = {"epoch", "server_time", "expected_seq", "min_schema"}
    return {key: value for key, value in full.items() if value or key in keep}


def repair_json(response: RepairResponse) -> dict[str, Any]:
    """Return the answer to a repair as plain JSON values."""
    return {**vars(response), "put": _put_json(response.put)}


def _result_json(result: Result, epoch: str) -> dict[str, Any]:
    problem = result.problem
    full = {
        "seq": result.seq,
        "status": result.status,
        "scope_seqs": dict(result.scope_seqs),
        "receipt": result.receipt,
        "alias": result.alias,
        "problem": problem
        and {"code": problem.code, "title": problem.title, "detail": problem.detail},
        "epoch": result.epoch if result.epoch != epoch else None,
    }
    return {key: value for key, value in full.items() if value}


def _page_json(page: ScopePage) -> dict[str, Any]:
    full: dict[str, Any] = {
        "from": page.start,
        "to": page.to,
        "tag": page.tag,
        "current": page.current,
        "put": _put_json(page.put),
        "remove": [list(pair) for pair in page.remove],
    }
    if page.to == page.current:
        full |= {"n_rows": page.n_rows, "digest": page.digest}
    return full


def _put_json(put: Mapping[str, TablePage]) -> dict[str, Any]:
    return {table: {"cols": part.cols, "rows": part.rows} for table, part in put.items()}
