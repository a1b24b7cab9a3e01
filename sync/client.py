"""The reference client: the phone's side of docs/protocol.md as pure steps from state to state.

A step returns a new `Phone`; whoever drives it saves that state whole or not at all, and after a
crash goes on from the last one saved. Receipts are judged by a function that is given.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sync.digest import total
from sync.phone import Entry, Phone
from sync.protocol import (
    CHUNK_FORM,
    MAX_COMMAND_BYTES,
    MAX_COMMANDS,
    PROTOCOL_VERSION,
    SCHEMA_VERSION,
    TERMINAL,
    Json,
    Link,
    receipt_bytes,
)
from sync.staging import NOTHING, Held, Staged, Stretch, applied, is_right, staged
from sync.succession import Verifies, follow

Genuine = Callable[[bytes, str], bool]
# The bureau refuses a chain of which it has another continuation.
FORKED = "409.04"
EMPTY_MAP: Mapping[str, Any] = MappingProxyType({})
# After so many the phone asks for pages, until it has come to the end of this pull.
MOST_BAD_CHUNKS = 3
START_OF_TIME = datetime(1970, 1, 1, tzinfo=UTC)


class UnreadableError(ValueError):
    """The answer is not one of this protocol; nothing of it was taken over."""


@dataclass(frozen=True)
class Absorbed:
    """The phone after an answer, and how many commands it confirmed. `more`: pages wait.

    `is_forked`: another phone goes on from the same store; this one must part from it (`parted`).

    `is_store_lost`: the bureau, or what stood beside the store, knows of commands that this store
    never made. It must go on as a new device (`renewed`).
    """

    phone: Phone
    acked: int = 0
    forged: int = 0
    more: bool = False
    is_store_lost: bool = False
    is_forked: bool = False


def ask(
    phone: Phone, *, most: int = MAX_COMMANDS, limit: int = 0, snapshots: bool = False
) -> dict[str, Any]:
    """Return the next request, empty fields left out.

    At most `most` commands go up, and at most `limit` rows come down; 0 leaves that to the bureau.
    With `snapshots` a scope may start from chunks, unless too many of them were bad.
    A store that has heard nothing yet only asks what the bureau knows of its device: when it was
    lost, nothing made since may go up under the old chain.
    """
    batch = next_batch(phone, most) if phone.epoch else []
    takes_chunks = snapshots and phone.staged.bad_chunks < MOST_BAD_CHUNKS
    is_compared = phone.scopes and not _is_pulling(phone) and not _follows(phone, batch)
    request: dict[str, Any] = {
        "proto": PROTOCOL_VERSION,
        "schema": SCHEMA_VERSION,
        "device": phone.device,
        "epoch": phone.epoch,
        "first_seq": batch[0].seq if batch else phone.next_seq,
        "commands": [_envelope(entry) for entry in batch],
        "scopes": {scope: list(cursor) for scope, cursor in cursors(phone).items()},
        "announced_head": phone.next_seq - 1 if phone.epoch else 0,
        "last_receipt": phone.last_receipt,
        "snapshots": takes_chunks,
        "chunks": takes_chunks and CHUNK_FORM,
        "digest": sum_of(phone) if is_compared else None,
        "proof": phone.proof,
        "keys": phone.keys.mark if phone.keys else None,
        "replaces": phone.predecessor if phone.tells_again else phone.replaces,
        "limit": limit,
    }
    return {key: value for key, value in request.items() if value}


def _is_pulling(phone: Phone) -> bool:
    return bool(phone.staged.stretches or phone.staged.awaited)


def _follows(phone: Phone, batch: Sequence[Entry]) -> bool:
    """Return whether more of the queue goes up after these."""
    return bool(batch) and max(phone.outbox) > batch[-1].seq


def _envelope(entry: Entry) -> dict[str, str]:
    return {"body": entry.body, "sig": entry.sig} if entry.sig else {"body": entry.body}


def next_batch(phone: Phone, most: int) -> list[Entry]:
    """Return the commands that go out next: contiguous from the first that waits, in limits."""
    batch: list[Entry] = []
    size = 0
    first = min((entry.seq for entry in phone.waiting), default=phone.next_seq)
    for seq in range(first, first + most):
        entry = phone.outbox.get(seq)
        size += len(entry.body.encode()) if entry else 0
        if entry is None or (batch and size > MAX_COMMAND_BYTES):
            break
        batch.append(entry)
    while batch and batch[-1].status:
        batch.pop()
    return batch


def cursors(phone: Phone) -> dict[str, tuple[int, str]]:
    """Return how far each scope has come, what is kept aside included."""
    held = {scope: (one.seq, one.tag) for scope, one in phone.scopes.items()}
    held |= {scope: (one.seq, one.tag) for scope, one in phone.staged.stretches.items()}
    held |= dict.fromkeys(phone.staged.awaited, (0, ""))
    return {scope: at for scope, at in held.items() if scope not in phone.staged.dropped}


def sum_of(phone: Phone) -> str:
    """Return the sum of the digests of all scopes held, 16 hex digits."""
    return total(held.digest for held in phone.scopes.values())


def absorb(phone: Phone, asked: Json, answer: Any, genuine: Genuine, now_ms: int) -> Absorbed:
    """Take an answer over at `now_ms` since 1970; raise UnreadableError when it is not one."""
    try:
        if answer.get("code") == FORKED:
            return Absorbed(phone, more=True, is_forked=True)
        known = max(
            int(answer["expected_seq"]) - 1, answer.get("announced_head", 0), phone.remembered
        )
        if known > 0 and not phone.epoch and phone.replaces is None:
            return Absorbed(replace(phone, remembered=known), more=True, is_store_lost=True)
        return _absorbed(_at(phone, answer, now_ms), asked, answer, genuine)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise UnreadableError(str(error)) from error


def learnt(phone: Phone, answer: Any, verifies: Verifies) -> tuple[Phone, bool]:
    """Follow the bureau's keys as far as an answer proves them, before its receipts are judged.

    False where the bureau has others to which none that are known lead: then somebody must sign in.
    """
    told = answer.get("succession", ()) if isinstance(answer, dict) else ()
    if phone.keys is None or not told:
        return phone, True
    try:
        chain = [Link(str(link["body"]), str(link["signature"])) for link in told]
    except (KeyError, TypeError):
        return phone, False
    followed = follow(phone.keys, chain, verifies)
    return replace(phone, keys=followed.keys), followed.is_whole


def _at(phone: Phone, answer: Json, now_ms: int) -> Phone:
    with suppress(ValueError):
        said = datetime.fromisoformat(answer["server_time"]) - START_OF_TIME
        return replace(phone, server_offset_ms=said // timedelta(milliseconds=1) - now_ms)
    return phone


def _absorbed(phone: Phone, asked: Json, answer: Json, genuine: Genuine) -> Absorbed:
    expected, epoch = int(answer["expected_seq"]), str(answer["epoch"])
    is_new_epoch = phone.epoch not in ("", epoch)
    verified = set(_genuine_seqs(phone, answer, genuine))
    outbox, acked, forged = _answered(phone, answer, verified)
    proof = _proof_of(phone, expected)
    after = replace(
        phone,
        outbox=outbox,
        epoch=epoch,
        last_receipt=min(max({phone.last_receipt, *verified}), expected - 1),
        durable_through=answer.get("durable_through", 0),
        proof=proof,
        replaces=None,
        # A bureau that was put back may have forgotten that this device took another one's place.
        tells_again=is_new_epoch or proof is not None,
        remembered=0,
    )
    pulled, more = _start_over(after) if is_new_epoch else _pull(after, asked, answer)
    return Absorbed(pulled, acked, forged, more)


def _genuine_seqs(phone: Phone, answer: Json, genuine: Genuine) -> Iterator[int]:
    for result in answer.get("results", ()):
        entry = phone.outbox.get(result["seq"])
        epoch = result.get("epoch") or answer["epoch"]
        if entry is None:
            continue
        signed = receipt_bytes(epoch, phone.device, entry.seq, entry.hash)
        if genuine(signed, result.get("receipt") or ""):
            yield entry.seq


def _answered(
    phone: Phone, answer: Json, verified: set[int]
) -> tuple[Mapping[int, Entry], int, int]:
    results = {result["seq"]: result for result in answer.get("results", ())}
    outbox = dict(phone.outbox)
    acked = forged = 0
    for seq, entry in phone.outbox.items():
        status = results.get(seq, {}).get("status", "retry")
        if entry.status:
            outbox[seq] = entry if seq < answer["expected_seq"] else _waiting_again(entry)
        elif status not in TERMINAL:
            continue
        elif seq not in verified:
            forged += 1
        else:
            acked += 1
            outbox[seq] = replace(
                entry,
                status=status,
                receipt=results[seq]["receipt"],
                epoch=results[seq].get("epoch") or answer["epoch"],
                scope_seqs=results[seq].get("scope_seqs", EMPTY_MAP),
            )
    return outbox, acked, forged


def _waiting_again(entry: Entry) -> Entry:
    return replace(entry, status="", scope_seqs={}, settled=False)


def _proof_of(phone: Phone, expected: int) -> Json | None:
    """Return a receipt for a command that the bureau, at `expected`, says it never had.

    Of the newest epoch there is: only a proof of the present one makes the bureau turn its epoch.
    """
    receipted = range(expected, phone.last_receipt + 1)
    entries = [phone.outbox[seq] for seq in receipted if seq in phone.outbox]
    forgotten = [entry for entry in entries if entry.status]
    if not forgotten:
        return None
    shown = next(entry for entry in forgotten if entry.epoch == forgotten[-1].epoch)
    return {
        "seq": shown.seq,
        "hash": shown.hash,
        "epoch": shown.epoch,
        "receipt": shown.receipt,
    }


def _start_over(phone: Phone) -> tuple[Phone, bool]:
    """Keep what is shown, and fetch every scope anew from a bureau that was restored."""
    scopes = {scope: replace(held, seq=0, tag="") for scope, held in phone.scopes.items()}
    return replace(phone, scopes=scopes, staged=NOTHING, suspect=frozenset()), True


def _pull(phone: Phone, asked: Json, answer: Json) -> tuple[Phone, bool]:
    at = {scope: cursor[0] for scope, cursor in asked.get("scopes", {}).items()}
    after, torn = staged(phone.staged, at, answer)
    if torn:
        held = {scope: phone.scopes.get(scope, Held()) for scope in torn}
        scopes = {**phone.scopes, **{s: replace(one, seq=0, tag="") for s, one in held.items()}}
        defects = phone.defects + len(torn)
        return replace(phone, scopes=scopes, staged=NOTHING, defects=defects), True
    is_cut = any(page["to"] < page["current"] for page in answer.get("scopes", {}).values())
    if is_cut or after.awaited:
        return replace(phone, staged=after), True
    return _taken_over(phone, after, answer), False


def _taken_over(phone: Phone, pulled: Staged, answer: Json) -> Phone:
    scopes = {scope: held for scope, held in phone.scopes.items() if scope not in pulled.dropped}
    suspect = set(phone.suspect) & scopes.keys()
    for scope, stretch in pulled.stretches.items():
        scopes[scope] = applied(scopes.get(scope), stretch)
        suspect.discard(scope)
        if not is_right(scopes[scope], stretch):
            suspect.add(scope)
    for scope, (n_rows, digest) in answer.get("digests", EMPTY_MAP).items():
        if scope in scopes and not is_right(scopes[scope], Stretch(n_rows=n_rows, digest=digest)):
            suspect.add(scope)
    after = replace(phone, scopes=scopes, staged=NOTHING, suspect=frozenset(suspect))
    return replace(after, outbox={seq: _settled(one, scopes) for seq, one in phone.outbox.items()})


def _settled(entry: Entry, scopes: Mapping[str, Held]) -> Entry:
    """A preview falls when the cursors have reached the result; scopes not held are ignored."""
    is_reached = all(
        scope not in scopes or scopes[scope].seq >= seq for scope, seq in entry.scope_seqs.items()
    )
    return replace(entry, settled=True) if entry.status and is_reached else entry
