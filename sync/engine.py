"""The bureau's side of the protocol: take commands in, hand changes out.

Pure: storage, time and signing come in as arguments; what a command means lives in the verbs
behind `WriteTransaction.run`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from sync.parsing import MalformedError, parse_command
from sync.protocol import (
    FOR_REVIEW,
    START,
    Command,
    Cursor,
    Envelope,
    Result,
    ScopePage,
    SyncRequest,
    SyncResponse,
    Trouble,
    receipt_bytes,
)
from sync.store import ContentionError, Outcome, ReadTransaction, Store, WriteTransaction

MAX_ATTEMPTS = 2
CONTENTION_TRIES = 5

Signer = Callable[[bytes], str]
Failed = Callable[[int, Exception], None]

UNREADABLE = Trouble("422.01", "这条记录读不懂", "手机发来的内容不完整，已原样保存，等待人工处理。")
UNKNOWN = Trouble("422.02", "服务器还不认识这种记录", "已原样保存，系统升级后会自动处理。")
POISON = Trouble("500.01", "处理这条记录时出错", "已原样保存并通知管理员，不影响其他记录。")
BLOCKED = Trouble(
    "409.01", "前面的记录还没有处理好", "同一事项前一条记录待复核，处理后本条再继续。"
)


class SeqReusedError(Exception):
    """Another command already stands under this seq: the chain of this device has forked."""


Tx = TypeVar("Tx", bound=ReadTransaction)


@dataclass(frozen=True)
class Bureau(Generic[Tx]):
    """What the engine needs from around it. `sign` returns base64url of raw ES256."""

    store: Store[Tx]
    sign: Signer
    failed: Failed


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
    results = tuple(take(request, bureau))
    with bureau.store.read() as tx:
        allowed = scopes(tx)
        return SyncResponse(
            epoch=tx.epoch(),
            server_time=server_time,
            expected_seq=tx.expected_seq(request.device),
            results=results,
            scopes=hand_out(tx, request.scopes, allowed, request.limit),
            removed=sorted(set(request.scopes) - set(allowed)),
        )


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


def hand_out(
    tx: ReadTransaction, held: Mapping[str, Cursor], allowed: Sequence[str], limit: int
) -> dict[str, ScopePage]:
    """Return the pages of all scopes that moved, at most `limit` rows together."""
    pages: dict[str, ScopePage] = {}
    left = limit
    for scope in allowed:
        page = _next_page(tx, scope, held.get(scope, START), left)
        if page is not None:
            pages[scope] = page
            left -= sum(len(part.rows) for part in page.put.values()) + len(page.remove)
    return pages


def _next_page(tx: ReadTransaction, scope: str, cursor: Cursor, limit: int) -> ScopePage | None:
    head = tx.head(scope)
    if cursor.seq == head.seq and (cursor.tag == head.tag or head.seq == 0):
        return None
    # A cursor from beyond our time was handed out by a database that no longer exists.
    after = cursor.seq if cursor.seq < head.seq else 0
    empty = ScopePage(after, after, head.tag, head.seq, head.n_rows, head.digest, put={}, remove=[])
    if limit <= 0:
        return empty
    feed = tx.page(scope, after=after, limit=limit)
    to = head.seq if feed.count < limit else feed.to
    return replace(empty, to=to, put=feed.put, remove=feed.remove)


def _take_one(
    device: str, seq: int, envelope: Envelope, bureau: Bureau[Any], *, begun: bool, more: bool
) -> Result | None:
    for _ in range(MAX_ATTEMPTS + 1):
        if not begun:
            gate = _begin(device, seq, envelope, bureau)
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
    for _ in range(CONTENTION_TRIES - 1):
        with suppress(ContentionError):
            return _run(device, seq, envelope, bureau, more=more)
    try:
        return _run(device, seq, envelope, bureau, more=more)
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
        command = _parsed(envelope, seq)
        outcome = _outcome(tx, device, command, attempts=state.attempts_of(seq))
        if outcome.status in FOR_REVIEW:
            tx.send_to_review(device, seq, command, outcome)
        result = Result(
            seq,
            outcome.status,
            scope_seqs=tx.publish(),
            receipt=bureau.sign(receipt_bytes(tx.epoch(), device, seq, envelope.hash)),
            alias=outcome.alias,
            problem=outcome.problem,
        )
        tx.record(device, envelope, command, result)
        if more:
            # Counted with this commit, so that the next command needs no commit of its own.
            tx.count_attempt(device, seq + 1, 1)
        return result


def _parsed(envelope: Envelope, seq: int) -> Command | None:
    try:
        command = parse_command(envelope.body)
    except MalformedError:
        return None
    return command if command.seq == seq else None


def _outcome(
    tx: WriteTransaction, device: str, command: Command | None, *, attempts: int
) -> Outcome:
    if command is None:
        return Outcome("quarantined", problem=UNREADABLE)
    if attempts > MAX_ATTEMPTS:
        return Outcome("quarantined", problem=POISON)
    if tx.is_blocked(device, command):
        return Outcome("blocked", problem=BLOCKED)
    return tx.run(command) or Outcome("quarantined", problem=UNKNOWN)
