"""What the bureau knows of a device as one of its requests begins: one look for all questions."""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.protocol import SyncRequest
from sync.store import DeviceState, LedgerEntry, ReadTransaction, SigningKey


@dataclass(frozen=True)
class Caller:
    """The state of a device, its keys and its last command where it brings more.

    `is_news`: this contact is worth a write. `epoch`: the one that was current as it began.
    """

    state: DeviceState
    keys: Sequence[SigningKey]
    last: LedgerEntry | None
    is_news: bool
    epoch: str


def look_up(tx: ReadTransaction, request: SyncRequest) -> Caller:
    """Return what is known of the device that a request comes from.

    What changes between this look and a command's own transaction is found there by its seq.
    """
    state = tx.device(request.device) or DeviceState()
    keys = tx.signing_keys(request.device) if request.commands else ()
    last = tx.entry(request.device, state.last_seq) if keys and state.last_seq else None
    is_news = tx.is_news(request.device, request.announced_head)
    return Caller(state, keys, last, is_news, tx.epoch())


def is_told_nothing(request: SyncRequest, caller: Caller) -> bool:
    """Return whether a request only asks, so that nothing is written before its answer."""
    is_introduced = not caller.is_news and not request.replaces
    return is_introduced and not request.commands and request.proof is None
