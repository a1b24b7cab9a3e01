"""The bureau's side of the protocol: take commands in, hand changes out.

Pure: storage, time and signing come in as arguments; what a command means lives in the verbs
behind `WriteTransaction.run`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic

from sync.bureau import Bureau, Tx
from sync.caller import Caller, is_told_nothing, look_up
from sync.forking import fork_in, forks_told
from sync.handing import NOTHING, Handout, hand_out
from sync.meeting import keep_sightings, meet
from sync.patience import patiently
from sync.protocol import Result, SyncRequest, SyncResponse, Trouble
from sync.running import MAX_ATTEMPTS, Gate, Group, MixedError, SeqReusedError, begin, run
from sync.signatures import vet
from sync.store import ContentionError, DeviceState

# So many hold the locks of their rows together; another writer waits for all of them.
MOST_TOGETHER = 32
# Of a queue longer than that, which may take a second: while others have a few commands each, and
# while nobody else is about. What a group costs beside its commands is then shared by more.
MOST_BESIDE_OTHERS = 12
MOST_UNDISTURBED = 64

Doubts = Mapping[int, Trouble]


def answer(
    request: SyncRequest,
    bureau: Bureau[Tx],
    *,
    scopes: Callable[[Tx], Sequence[str]],
    server_time: str,
) -> SyncResponse:
    """Take the request's commands in, then hand out what changed in the caller's scopes.

    `scopes` is called with the read transaction, so membership and rows are of one moment.
    Raises SeqReusedError when a seq carries another command than the one taken in before, and
    BadSignatureError, before anything is done, when one is not the phone's own.
    """
    answering = _Answering(request, bureau, scopes, server_time)
    with bureau.store.read() as tx:
        caller = look_up(tx, request)
        is_question = is_told_nothing(request, caller)
        given = answering.give(tx, caller.epoch, ()) if is_question else None
    if given is None:
        results = _take_in(request, caller, bureau)
        with bureau.store.read() as tx:
            given = answering.give(tx, tx.epoch(), results)
    response, handed = given
    keep_sightings(request.device, handed.sightings, bureau)
    if handed.wanted:
        bureau.build(handed.wanted)
    return response


@dataclass(frozen=True)
class _Answering(Generic[Tx]):
    request: SyncRequest
    bureau: Bureau[Tx]
    scopes: Callable[[Tx], Sequence[str]]
    server_time: str

    def give(self, tx: Tx, epoch: str, results: Sequence[Result]) -> tuple[SyncResponse, Handout]:
        """Return the answer as of one moment, and what was handed out in it."""
        request, bureau = self.request, self.bureau
        allowed = self.scopes(tx)
        device = tx.device(request.device) or DeviceState()
        is_served = request.schema >= bureau.min_schema
        handed = hand_out(tx, request, allowed, bureau.snapshot_rows) if is_served else NOTHING
        response = SyncResponse(
            epoch=epoch,
            server_time=self.server_time,
            expected_seq=device.last_seq + 1,
            durable_through=device.durable_seq,
            results=results,
            scopes=handed.pages,
            removed=sorted(set(request.scopes) - set(allowed)),
            digests=handed.digests,
            snapshots=handed.snapshots,
            announced_head=_unheard_of(device, request),
            min_schema=bureau.min_schema,
            # Asked last: whatever this answer signed by a new key, it tells of that key too.
            succession=bureau.succession(request.keys) if request.keys else (),
        )
        return response, handed


def _unheard_of(device: DeviceState, request: SyncRequest) -> int:
    """Return what the phone once announced and now does not know of; else 0."""
    known = max(device.announced_head, device.last_seq)
    return known if known > request.announced_head else 0


def _take_in(request: SyncRequest, caller: Caller, bureau: Bureau[Any]) -> Sequence[Result]:
    doubts = vet(request, caller, bureau)
    fork = fork_in(request, caller)
    is_counted = meet(request, caller, bureau, counts=fork is None)
    with forks_told(request.device, bureau):
        if fork:
            raise fork
        return tuple(_take_all(request, caller, bureau, doubts, is_counted=is_counted))


def take(request: SyncRequest, bureau: Bureau[Any]) -> Iterator[Result]:
    """Yield one result per command, in order, until one must be sent again."""
    with bureau.store.read() as tx:
        caller = look_up(tx, request)
    doubts = vet(request, caller, bureau)
    with forks_told(request.device, bureau):
        if fork := fork_in(request, caller):
            raise fork
        yield from _take_all(request, caller, bureau, doubts)


def _take_all(
    request: SyncRequest,
    caller: Caller,
    bureau: Bureau[Any],
    doubts: Doubts,
    *,
    is_counted: bool = False,
) -> Iterator[Result]:
    """Take commands in whose signatures were looked at.

    Commands go together as long as all goes well; after a trouble one goes alone, then two go
    together, then four: so a bad one costs its neighbours little. Between those of a long queue
    others are let in, and as long as there are others fewer go together.
    """
    is_long = len(request.commands) > MOST_TOGETHER
    done, next_ = 0, _Next(MOST_TOGETHER, is_counted=is_counted)
    most, bound = MOST_TOGETHER, MOST_UNDISTURBED
    while done < len(request.commands) and next_.size:
        if is_long:
            most = MOST_UNDISTURBED if bureau.make_way() else MOST_BESIDE_OTHERS
        bound = min(bound, next_.most)
        those = _group(request, done, next_.size, min(most, bound))
        group = replace(those, doubts=doubts, epoch=caller.epoch)
        results, next_ = _take(group, bureau, next_.is_counted)
        yield from results
        done += len(results)


@dataclass(frozen=True)
class _Next:
    """How many commands to take next, 0 for no more, and the most that may go together from now.

    `is_counted`: their try is counted already.
    """

    size: int
    is_counted: bool = False
    most: int = MOST_UNDISTURBED


Taken = tuple[Sequence[Result], _Next]
ONE_BY_ONE = _Next(1, most=1)


def _group(request: SyncRequest, done: int, size: int, most: int) -> Group:
    those = request.commands[done : done + min(size, most)]
    left = len(request.commands) - done - len(those)
    following = min(left, 2 * len(those), most)
    return Group(request.device, request.first_seq + done, those, following)


def _take(group: Group, bureau: Bureau[Any], is_counted: bool) -> Taken:  # noqa: FBT001
    if not is_counted:
        gate = patiently(lambda: begin(group, bureau))
        if gate is not Gate.OPEN:
            return _held_up(gate)
    return _take_alone(group, bureau) if group.is_alone else _take_together(group, bureau)


def _held_up(gate: Gate | Sequence[Result]) -> Taken:
    if isinstance(gate, Gate):
        return (), _Next(0) if gate is Gate.GAP else ONE_BY_ONE
    return gate, _Next(MOST_TOGETHER)


def _took(group: Group, results: Sequence[Result]) -> Taken:
    is_whole = len(results) == len(group.envelopes)
    return results, _Next(max(group.following, 1), is_counted=is_whole and group.following > 0)


def _take_together(group: Group, bureau: Bureau[Any]) -> Taken:
    try:
        return _took(group, run(group, bureau))
    except MixedError as mixed:
        return (), _Next(max(mixed.at, 1), is_counted=mixed.at > 1)
    except ContentionError:
        return (), _Next(1)
    except SeqReusedError:
        raise
    except Exception as error:  # noqa: BLE001 - one by one it will show whose bug it is
        bureau.failed(group.first, error)
        return (), _Next(1)


def _take_alone(group: Group, bureau: Bureau[Any]) -> Taken:
    for _ in range(MAX_ATTEMPTS + 1):
        try:
            return _took(group, _run_patiently(group, bureau))
        except (SeqReusedError, ContentionError):
            raise
        except Exception as error:  # noqa: BLE001 - a bug in a verb must not stop the queue
            bureau.failed(group.first, error)
        gate = patiently(lambda: begin(group, bureau))
        if gate is not Gate.OPEN:
            return _held_up(gate)
    return (Result(group.first, "retry"),), _Next(0)


def _run_patiently(group: Group, bureau: Bureau[Any]) -> Sequence[Result]:
    try:
        return patiently(lambda: run(group, bureau))
    except ContentionError:
        # A busy database is not the command's fault: it must not count towards poison.
        with bureau.store.write() as tx:
            tx.count_attempt(group.device, 0, 0)
        raise
