"""Running commands in one transaction: their rules, reviews, feed, receipts and ledger.

Several of a device may stand or fall together: that saves most of what a transaction costs. Only
what is simply taken in goes that way. The first one that is not, for whatever reason, undoes its
group, and the engine takes it alone, in a savepoint of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from sync import troubles
from sync.bureau import Bureau
from sync.parsing import MalformedError, parse_command
from sync.protocol import FOR_REVIEW, Command, Envelope, Result, Trouble, receipt_bytes
from sync.store import DeviceState, Outcome, WriteTransaction
from sync.upcasting import upcast

MAX_ATTEMPTS = 2
LOST = ("lost", 1)


class SeqReusedError(Exception):
    """Another command already stands under this seq: the chain of this device has forked."""

    def __init__(self, seq: int, envelope: Envelope) -> None:
        super().__init__(seq)
        self.seq = seq
        self.envelope = envelope


class MixedError(Exception):
    """The command `at` this place of a group needs a transaction of its own; nothing was done."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True)
class Group:
    """Commands that follow each other on one device, from seq `first` on.

    `following` says how many come together after these; 0 when they are the last. `doubts`: seqs
    that are not to be run, and why. `epoch`: the one in which their receipts are signed ahead.
    """

    device: str
    first: int
    envelopes: Sequence[Envelope]
    following: int
    doubts: Mapping[int, Trouble] = field(default_factory=dict)
    epoch: str = ""

    @property
    def is_alone(self) -> bool:
        """Return whether this is one command, which may be refused without undoing others."""
        return len(self.envelopes) == 1


class Gate(Enum):
    """Whether a group may run: open when its try is counted, a gap when something before it lacks.

    Wary: the process once ended while it ran, so its commands must go one by one until it is known
    which it was.
    """

    OPEN = "open"
    GAP = "gap"
    WARY = "wary"


def begin(group: Group, bureau: Bureau[Any]) -> Gate | Sequence[Result]:
    """Count the try in a commit of its own; return the results of what was taken in before."""
    with bureau.store.write() as tx:
        state = tx.lock_device(group.device)
        if group.first <= state.last_seq:
            return _seen(tx, group, state)
        return count_first(tx, group.device, group.first, together=len(group.envelopes))


def count_first(tx: WriteTransaction, device: str, first: int, *, together: int) -> Gate:
    """Count the try of commands that have their turn; where the gate is not open, none is."""
    state = tx.lock_device(device)
    if first != state.last_seq + 1:
        return Gate.GAP
    if together > 1 and state.attempt_seq == first:
        return Gate.WARY
    _count_try(tx, device, first, together=together, before=state.attempts_of(first))
    return Gate.OPEN


def run(group: Group, bureau: Bureau[Any]) -> Sequence[Result]:
    """Run commands whose try is counted; return their results, or those they had before.

    Raises MixedError when one of several is not simply taken in.
    """
    commands = [parsed(one.body, seq) for seq, one in enumerate(group.envelopes, group.first)]
    bureau.ready([command for command in commands if command is not None])
    receipts = _receipts(group, group.epoch, bureau)
    with bureau.store.write() as tx:
        state = tx.lock_device(group.device)
        if group.first != state.last_seq + 1:
            return _seen(tx, group, state)
        tx.foresee([command for command in commands if command is not None])
        outcomes = [
            _outcome(tx, group, at, command, state, bureau) for at, command in enumerate(commands)
        ]
        # Another one only where it was found out meanwhile that the bureau had been put back.
        if (epoch := tx.epoch()) != group.epoch:
            receipts = _receipts(group, epoch, bureau)
        results = _results(tx, group, outcomes, epoch, receipts)
        tx.record(group.device, list(zip(group.envelopes, commands, results, strict=True)))
        if group.following:
            # Counted with this commit, so that what follows needs no commit of its own.
            _count_try(tx, group.device, results[-1].seq + 1, together=group.following)
        return results


def _count_try(
    tx: WriteTransaction, device: str, seq: int, *, together: int, before: int = 0
) -> None:
    """Note that `seq` is about to run, `together` with others or alone after `before` tries.

    A group is noted without blame: nobody could say which of its commands ended the process.
    """
    tx.count_attempt(device, seq, 0 if together > 1 else before + 1)


def _seen(tx: WriteTransaction, group: Group, state: DeviceState) -> Sequence[Result]:
    """Return the results of those commands that were taken in before."""
    known = group.envelopes[: max(state.last_seq - group.first + 1, 0)]
    return [
        _answer_of(tx, group.device, seq, envelope)
        for seq, envelope in enumerate(known, group.first)
    ]


def _answer_of(tx: WriteTransaction, device: str, seq: int, envelope: Envelope) -> Result:
    entry = tx.entry(device, seq)
    if entry is None or entry.hash != envelope.hash:
        raise SeqReusedError(seq, envelope)
    return entry.result


def _outcome(
    tx: WriteTransaction,
    group: Group,
    at: int,
    command: Command | None,
    state: DeviceState,
    bureau: Bureau[Any],
) -> Outcome:
    """Return what becomes of the command at this place, put before people where they must look."""
    try:
        outcome = _ruled(tx, group, command, state, bureau)
    except Exception as error:
        if group.is_alone:
            raise
        raise MixedError(at) from error
    if outcome.status in FOR_REVIEW and not group.is_alone:
        raise MixedError(at)
    if (why := shown(outcome)) is not None:
        tx.send_to_review(group.device, group.first + at, command, why)
    return outcome


def _ruled(
    tx: WriteTransaction,
    group: Group,
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
    if (held := _held_back(tx, group, command, state)) is not None:
        return held
    unknown = Outcome("quarantined", problem=troubles.UNKNOWN)
    run_verb = tx.run if group.is_alone else tx.run_unprotected
    return run_verb(upcast(command, bureau.upcasters)) or unknown


def _held_back(
    tx: WriteTransaction, group: Group, command: Command, state: DeviceState
) -> Outcome | None:
    """Return why a command that can be read does not run, if so."""
    # What two devices of a phone whose store was lost both say is taken in once.
    if (command.again or state.is_closed or state.is_forked) and tx.is_taken(command.id):
        return Outcome("duplicate")
    if state.is_forked:
        return Outcome("quarantined", problem=troubles.FORKED)
    if (doubt := group.doubts.get(command.seq)) is not None:
        return Outcome("quarantined", problem=doubt)
    if state.is_closed:
        return Outcome("quarantined", problem=troubles.REPLACED)
    if tx.is_blocked(group.device, command):
        return Outcome("blocked", problem=troubles.BLOCKED)
    return None


def _receipts(group: Group, epoch: str, bureau: Bureau[Any]) -> Sequence[str]:
    return [
        bureau.sign(receipt_bytes(epoch, group.device, seq, envelope.hash))
        for seq, envelope in enumerate(group.envelopes, group.first)
    ]


def _results(
    tx: WriteTransaction,
    group: Group,
    outcomes: Sequence[Outcome],
    epoch: str,
    receipts: Sequence[str],
) -> Sequence[Result]:
    """Publish what changed and receipt it. Commands that stand together name the same cursors."""
    scope_seqs = tx.publish()
    return [
        Result(
            seq,
            outcome.status,
            scope_seqs=scope_seqs,
            receipt=receipt,
            alias=outcome.alias,
            problem=outcome.problem,
            epoch=epoch,
        )
        for seq, (outcome, receipt) in enumerate(zip(outcomes, receipts, strict=True), group.first)
    ]


def parsed(body: str, seq: int) -> Command | None:
    """Return the command that stands under `seq`; None when it cannot be read as one."""
    try:
        command = parse_command(body)
    except MalformedError:
        return None
    return command if command.seq == seq else None


def shown(outcome: Outcome) -> Outcome | None:
    """Return what of an outcome a person has to look at, if anything."""
    if outcome.status in FOR_REVIEW:
        return outcome
    if outcome.concern is None:
        return None
    return replace(outcome, status="concern", problem=outcome.concern)
