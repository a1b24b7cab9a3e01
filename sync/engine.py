"""The bureau's side of the protocol: take commands in, hand changes out.

Pure: storage, time and signing come in as arguments; what a command means lives in the verbs
behind `WriteTransaction.run`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sync import troubles
from sync.bureau import Bureau, Tx
from sync.handing import NOTHING, hand_out
from sync.meeting import keep_sightings, meet
from sync.parsing import MalformedError, parse_command
from sync.patience import patiently
from sync.protocol import (
    FOR_REVIEW,
    Command,
    Envelope,
    Result,
    SyncRequest,
    SyncResponse,
    receipt_bytes,
)
from sync.store import ContentionError, DeviceState, Outcome, WriteTransaction
from sync.upcasting import upcast

MAX_ATTEMPTS = 2
LOST = ("lost", 1)


class SeqReusedError(Exception):
    """Another command already stands under this seq: the chain of this device has forked."""


def answer(
    request: SyncRequest,
    bureau: Bureau[Tx],
    *,
    scopes: Callable[[Tx], Sequence[str]],
    server_time: str,
) -> SyncResponse:
    """Take the request's commands in, then hand out what changed in the caller's scopes.

    `scopes` is called with the read transaction, so membership and rows are of one moment.
    Raises SeqReusedError when a seq carries another command than the one taken in before.
    """
    meet(request, bureau)
    results = tuple(take(request, bureau))
    with bureau.store.read() as tx:
        allowed = scopes(tx)
        device = tx.device(request.device) or DeviceState()
        is_served = request.schema >= bureau.min_schema
        handed = hand_out(tx, request, allowed) if is_served else NOTHING
        response = SyncResponse(
            epoch=tx.epoch(),
            server_time=server_time,
            expected_seq=device.last_seq + 1,
            durable_through=device.durable_seq,
            results=results,
            scopes=handed.pages,
            removed=sorted(set(request.scopes) - set(allowed)),
            digests=handed.digests,
            snapshots=handed.snapshots,
            announced_head=_unheard_of(device, request),
            min_schema=bureau.min_schema,
        )
    keep_sightings(request.device, handed.sightings, bureau)
    if handed.wanted:
        bureau.build(handed.wanted)
    return response


def _unheard_of(device: DeviceState, request: SyncRequest) -> int:
    """Return what the phone once announced and now does not know of; else 0."""
    known = max(device.announced_head, device.last_seq)
    return known if known > request.announced_head else 0


def take(request: SyncRequest, bureau: Bureau[Any]) -> Iterator[Result]:
    """Yield one result per command, in order, until one must be sent again."""
    last = len(request.commands) - 1
    begun = False
    for n, envelope in enumerate(request.commands):
        seq, more = request.first_seq + n, n < last
        result = _take_one(request.device, seq, envelope, bureau, begun=begun, more=more)
        if result is None:
            return
        yield result
        if result.status == "retry":
            return
        begun = more


def _take_one(
    device: str, seq: int, envelope: Envelope, bureau: Bureau[Any], *, begun: bool, more: bool
) -> Result | None:
    for _ in range(MAX_ATTEMPTS + 1):
        if not begun:
            gate = patiently(lambda: _begin(device, seq, envelope, bureau))
            if not isinstance(gate, _Begun):
                return gate
        begun = False
        try:
            return _run_patiently(device, seq, envelope, bureau, more=more)
        except (SeqReusedError, ContentionError):
            raise
        except Exception as error:  # noqa: BLE001 - a bug in a verb must not stop the queue
            bureau.failed(seq, error)
    return Result(seq, "retry")


def _run_patiently(
    device: str, seq: int, envelope: Envelope, bureau: Bureau[Any], *, more: bool
) -> Result | None:
    try:
        return patiently(lambda: _run(device, seq, envelope, bureau, more=more))
    except ContentionError:
        # A busy database is not the command's fault: it must not count towards poison.
        with bureau.store.write() as tx:
            tx.count_attempt(device, seq, 0)
        raise


class _Begun:
    """The try is counted and committed; the verb may run."""


def _begin(
    device: str, seq: int, envelope: Envelope, bureau: Bureau[Any]
) -> _Begun | Result | None:
    with bureau.store.write() as tx:
        state = tx.lock_device(device)
        if seq <= state.last_seq:
            return _seen(tx, device, seq, envelope)
        if seq > state.last_seq + 1:
            return None
        tx.count_attempt(device, seq, state.attempts_of(seq) + 1)
    return _Begun()


def _seen(tx: WriteTransaction, device: str, seq: int, envelope: Envelope) -> Result:
    entry = tx.entry(device, seq)
    if entry is None or entry.hash != envelope.hash:
        raise SeqReusedError(seq)
    return entry.result


def _run(
    device: str, seq: int, envelope: Envelope, bureau: Bureau[Any], *, more: bool
) -> Result | None:
    with bureau.store.write() as tx:
        state = tx.lock_device(device)
        if seq != state.last_seq + 1:
            return _seen(tx, device, seq, envelope)
        command = parsed(envelope.body, seq)
        outcome = _outcome(tx, device, command, state, bureau)
        if (why := shown(outcome)) is not None:
            tx.send_to_review(device, seq, command, why)
        epoch = tx.epoch()
        result = Result(
            seq,
            outcome.status,
            scope_seqs=tx.publish(),
            receipt=bureau.sign(receipt_bytes(epoch, device, seq, envelope.hash)),
            alias=outcome.alias,
            problem=outcome.problem,
            epoch=epoch,
        )
        tx.record(device, envelope, command, result)
        if more:
            # Counted with this commit, so that the next command needs no commit of its own.
            tx.count_attempt(device, seq + 1, 1)
        return result


def parsed(body: str, seq: int) -> Command | None:
    """Return the command that stands under `seq`; None when it cannot be read as one."""
    try:
        command = parse_command(body)
    except MalformedError:
        return None
    return command if command.seq == seq else None


def _outcome(
    tx: WriteTransaction,
    device: str,
    command: Command | None,
    state: DeviceState,
    bureau: Bureau[Any],
) -> Outcome:
    if command is None:
        return Outcome("quarantined", problem=troubles.UNREADABLE)
    if state.attempts_of(command.seq) > MAX_ATTEMPTS:
        return Outcome("quarantined", problem=troubles.POISON)
    if (command.name, command.version) == LOST:
        words = troubles.lost_entry(command.args.get("reason"))
        return Outcome("quarantined", problem=words, mine=command.args)
    if state.is_closed:
        return Outcome("quarantined", problem=troubles.REPLACED)
    if tx.is_blocked(device, command):
        return Outcome("blocked", problem=troubles.BLOCKED)
    unknown = Outcome("quarantined", problem=troubles.UNKNOWN)
    return tx.run(upcast(command, bureau.upcasters)) or unknown


def shown(outcome: Outcome) -> Outcome | None:
    """Return what of an outcome a person has to look at, if anything."""
    if outcome.status in FOR_REVIEW:
        return outcome
    if outcome.concern is None:
        return None
    return replace(outcome, status="concern", problem=outcome.concern)
