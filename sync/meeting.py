"""Who calls: remember the device, close the one that it replaces, believe what it can prove."""

from collections.abc import Sequence
from typing import Any

from sync import troubles
from sync.bureau import Bureau
from sync.caller import Caller
from sync.patience import patiently
from sync.protocol import Proof, SyncRequest, receipt_bytes
from sync.running import Gate, count_first
from sync.store import Outcome, Sighting, WriteTransaction


def meet(request: SyncRequest, caller: Caller, bureau: Bureau[Any], *, counts: bool) -> bool:
    """Note what a request says of its device; one with nothing new in it costs no write.

    Return whether the try of its first commands is counted: where there is something to note, and
    it `counts`, that goes in one commit.
    """
    is_counted = False
    if caller.is_news or request.replaces:
        is_counted = patiently(lambda: _introduce(request, bureau, counts=counts))
    if request.proof is not None:
        _weigh(request.device, request.proof, bureau)
    return is_counted


def keep_sightings(device: str, sightings: Sequence[Sighting], bureau: Bureau[Any]) -> None:
    """Keep for the operators what was seen while handing out."""
    if sightings:
        patiently(lambda: _note(device, sightings, bureau))


def _introduce(request: SyncRequest, bureau: Bureau[Any], *, counts: bool) -> bool:
    with bureau.store.write() as tx:
        tx.meet(request.device, request.announced_head)
        is_counted = counts and _count(tx, request)
        if request.replaces and request.replaces != request.device:
            close_predecessor(tx, request.replaces, request.device)
        tx.publish()
    return is_counted


def _count(tx: WriteTransaction, request: SyncRequest) -> bool:
    together = len(request.commands)
    if not together:
        return False
    gate = count_first(tx, request.device, request.first_seq, together=together)
    return gate is Gate.OPEN


def close_predecessor(tx: WriteTransaction, old: str, new: str) -> None:
    """Close a device whose store was lost, and put what never arrived before people."""
    if tx.is_forked(old):
        tell_fork(tx, new)
        return
    state = tx.close_device(old, replaced_by=new)
    if state is None or state.announced_head <= state.last_seq:
        return
    words = troubles.lost_store(state.last_seq + 1, state.announced_head)
    tx.send_to_review(new, state.last_seq + 1, None, Outcome("lost", problem=words))


def tell_fork(tx: WriteTransaction, device: str) -> None:
    """Put a device aside of which there are two, or which goes on from such a one, and say so."""
    if tx.fork_device(device):
        following = tx.lock_device(device).last_seq + 1
        tx.send_to_review(device, following, None, Outcome("forked", problem=troubles.FORKED))


def _weigh(device: str, proof: Proof, bureau: Bureau[Any]) -> None:
    """Begin a new epoch when the bureau once receipted what its ledger lacks (§6)."""
    signed = receipt_bytes(proof.epoch, device, proof.seq, proof.hash)
    if bureau.verify(signed, proof.receipt):
        patiently(lambda: _rotate_for(device, proof, bureau))
        return
    keep_sightings(device, [Sighting("forged", seq=proof.seq)], bureau)


def _rotate_for(device: str, proof: Proof, bureau: Bureau[Any]) -> None:
    with bureau.store.write() as tx:
        tx.lock_device(device)
        if tx.lock_epoch() != proof.epoch:
            return
        entry = tx.entry(device, proof.seq)
        if entry is not None and entry.hash == proof.hash:
            return
        tx.rotate_epoch()
        tx.note(device, Sighting("rotated", seq=proof.seq))


def _note(device: str, sightings: Sequence[Sighting], bureau: Bureau[Any]) -> None:
    with bureau.store.write() as tx:
        tx.lock_device(device)
        for sighting in sightings:
            tx.note(device, sighting)
