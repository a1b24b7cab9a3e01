"""Two phones that go on from one store: their chain has forked (docs/devices.md §2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sync import troubles
from sync.bureau import Bureau
from sync.caller import Caller
from sync.meeting import tell_fork
from sync.patience import patiently
from sync.protocol import Command, SyncRequest
from sync.running import LOST, SeqReusedError, parsed
from sync.store import LedgerEntry, Refused, Sighting


@contextmanager
def forks_told(device: str, bureau: Bureau[Any]) -> Iterator[None]:
    """Have a fork that shows itself inside put before people, before its phone hears of it."""
    try:
        yield
    except SeqReusedError as found:
        refused = Refused(found.seq, found.envelope, troubles.FORKED)
        patiently(lambda: _tell(device, refused, bureau))
        raise


def fork_in(request: SyncRequest, caller: Caller) -> SeqReusedError | None:
    """Return the first signed command that goes on from another history, as the error it is.

    Two phones that go on from one store may meet a bureau that was put back, and would follow each
    other there seq by seq. What follows `lost` names the text in whose place that went.
    """
    following = caller.state.last_seq + 1
    fresh = request.commands[max(following - request.first_seq, 0) :]
    first = max(request.first_seq, following)
    if not caller.keys or not fresh or first != following:
        return None
    before = _names_of(caller.last, caller.state.head_hash)
    for seq, envelope in enumerate(fresh, first):
        command = parsed(envelope.body, seq)
        if envelope.sig and command is not None and not _follows(command, before):
            return SeqReusedError(seq, envelope)
        before = _names(envelope.hash, command)
    return None


def _follows(command: Command, before: frozenset[str]) -> bool:
    is_lost = (command.name, command.version) == LOST
    return is_lost or not before or command.prev_hash in before


def _names_of(entry: LedgerEntry | None, head: str) -> frozenset[str]:
    return _names(head, parsed(entry.body, entry.seq) if entry else None)


def _names(own: str, command: Command | None) -> frozenset[str]:
    """Return the hashes by which the next command may name this one; none: nobody can tell."""
    if command is None or (command.name, command.version) != LOST:
        return frozenset({own})
    replaced = command.args.get("hash")
    return frozenset({own, str(replaced)}) if replaced else frozenset()


def _tell(device: str, refused: Refused, bureau: Bureau[Any]) -> None:
    with bureau.store.write() as tx:
        tx.lock_device(device)
        tx.keep_refused(device, refused)
        tx.note(device, Sighting("forked", seq=refused.seq))
        tell_fork(tx, device)
        tx.publish()
