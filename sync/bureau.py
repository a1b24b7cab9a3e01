"""What the engine needs from around it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sync.handing import SNAPSHOT_ROWS
from sync.protocol import MIN_SCHEMA, Command, Link
from sync.store import ReadTransaction, Store
from sync.upcasting import UPCASTERS, Upcasters

Signer = Callable[[bytes], str]
Verifier = Callable[[bytes, str], bool]
KeyVerifier = Callable[[Mapping[str, str], bytes, str], bool]
Failed = Callable[[int, Exception], None]
Build = Callable[[Sequence[str]], None]
Succession = Callable[[str], Sequence[Link]]

Tx = TypeVar("Tx", bound=ReadTransaction)


@dataclass(frozen=True)
class Bureau(Generic[Tx]):
    """The bureau around the engine.

    `sign` returns base64url of raw ES256; `verify` says whether such a text is the bureau's own
    signature over the bytes, and `is_signed_by` whether it is that of a phone's public key (a JWK);
    neither raises. `failed` hears of every verb that crashed. `build`
    hears which scopes deserve a newer snapshot, and must not keep the caller waiting; those of
    fewer than `snapshot_rows` rows never do. `make_way` is called before each commit of a long
    queue, where it may keep the caller waiting for a moment, and returns whether nobody else is
    about. `ready` hears, before their transaction begins, which commands will run in it: what it
    works out ahead keeps no other writer waiting. `succession` returns what a phone lacks whose
    keys of the bureau have a mark.
    """

    store: Store[Tx]
    sign: Signer
    verify: Verifier
    failed: Failed
    upcasters: Upcasters = field(default_factory=lambda: UPCASTERS)
    min_schema: int = MIN_SCHEMA
    build: Build = lambda _: None
    snapshot_rows: int = SNAPSHOT_ROWS
    make_way: Callable[[], bool] = lambda: True
    ready: Callable[[Sequence[Command]], None] = lambda _: None
    is_signed_by: KeyVerifier = lambda *_: False
    succession: Succession = lambda _: ()
