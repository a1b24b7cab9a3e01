"""Running again what was put aside: commands that a newer bureau knows, and those behind them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sync import troubles
from sync.bureau import Bureau
from sync.patience import patiently
from sync.protocol import Result
from sync.running import parsed, shown
from sync.store import ContentionError, Outcome, WriteTransaction
from sync.upcasting import upcast

# Put aside only until the bureau knows the verb, or until what stood before is settled.
WAITING = frozenset({troubles.UNKNOWN.code, troubles.BLOCKED.code})


def requeue(device: str, bureau: Bureau[Any]) -> Mapping[int, str]:
    """Run a device's waiting commands that may run now, in order; return seq → new status.

    Each runs once: its ledger row, its review and its effects change in one transaction.
    """
    with bureau.store.write() as tx:
        seqs = tx.put_aside(device, WAITING)
    became = {seq: _run_again(device, seq, bureau) for seq in seqs}
    return {seq: status for seq, status in became.items() if status is not None}


def _run_again(device: str, seq: int, bureau: Bureau[Any]) -> str | None:
    try:
        return patiently(lambda: _attempt(device, seq, bureau))
    except ContentionError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug in a verb must not stop those behind it
        bureau.failed(seq, error)
    poison = Outcome("quarantined", problem=troubles.POISON)
    return patiently(lambda: _settle(device, seq, poison, bureau))


def _attempt(device: str, seq: int, bureau: Bureau[Any]) -> str | None:
    with bureau.store.write() as tx:
        tx.lock_device(device)
        if not _waits(tx, device, seq):
            return None
        outcome = _outcome(tx, device, seq, bureau)
        return _amended(tx, device, seq, outcome) if outcome else None


def _settle(device: str, seq: int, outcome: Outcome, bureau: Bureau[Any]) -> str | None:
    with bureau.store.write() as tx:
        tx.lock_device(device)
        return _amended(tx, device, seq, outcome) if _waits(tx, device, seq) else None


def _waits(tx: WriteTransaction, device: str, seq: int) -> bool:
    return seq in tx.put_aside(device, WAITING)


def _outcome(tx: WriteTransaction, device: str, seq: int, bureau: Bureau[Any]) -> Outcome | None:
    entry = tx.entry(device, seq)
    command = parsed(entry.body, seq) if entry else None
    if command is None or tx.is_blocked(device, command):
        return None
    return tx.run(upcast(command, bureau.upcasters))


def _amended(tx: WriteTransaction, device: str, seq: int, outcome: Outcome) -> str:
    entry = tx.entry(device, seq)
    assert entry is not None, "a review without its command"
    tx.amend_review(device, seq, shown(outcome))
    told: Result = replace(
        entry.result, status=outcome.status, alias=outcome.alias, problem=outcome.problem
    )
    tx.amend(device, replace(told, scope_seqs=tx.publish()))
    return outcome.status
