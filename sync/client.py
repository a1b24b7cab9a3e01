"""The reference client: the phone's side of docs/protocol.md as pure steps from state to state.

A step returns a new `Phone`; whoever drives it saves that state whole or not at all, and after a
crash goes on from the last one saved (`reopened`). Receipts are judged by a function that is given.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from sync.digest import total
from sync.protocol import (
    MAX_COMMAND_BYTES,
    MAX_COMMANDS,
    PROTOCOL_VERSION,
    SCHEMA_VERSION,
    TERMINAL,
    Command,
    Json,
    receipt_bytes,
)
from sync.staging import NOTHING, Held, Staged, Stretch, applied, is_right, staged

Genuine = Callable[[bytes, str], bool]
EMPTY_MAP: Mapping[str, Any] = MappingProxyType({})


class UnreadableError(ValueError):
    """The answer is not one of this protocol; nothing of it was taken over."""


@dataclass(frozen=True)
class Entry:
    """One command in the outbox. An empty `status` waits; every other one is final."""

    seq: int
    id: str
    body: str
    hash: str
    blobs: tuple[str, ...] = ()
    status: str = ""
    receipt: str = ""
    epoch: str = ""


@dataclass(frozen=True)
class Phone:
    """All that one person's phone knows. `staged` lives in memory only and dies in a crash."""

    device: str
    next_seq: int = 1
    head: str = ""
    outbox: Mapping[int, Entry] = field(default_factory=dict)
    scopes: Mapping[str, Held] = field(default_factory=dict)
    epoch: str = ""
    last_receipt: int = 0
    durable_through: int = 0
    defects: int = 0
    replaces: str | None = None
    proof: Json | None = None
    staged: Staged = NOTHING
    suspect: frozenset[str] = frozenset()

    @property
    def waiting(self) -> list[Entry]:
        """Return the commands without a final answer, oldest first."""
        return [entry for _, entry in sorted(self.outbox.items()) if not entry.status]


@dataclass(frozen=True)
class Absorbed:
    """The phone after an answer, and how many commands it confirmed. `more`: pages wait."""

    phone: Phone
    acked: int = 0
    forged: int = 0
    more: bool = False


def issue(phone: Phone, command: Command) -> Phone:
    """Append a command; its `seq` and `prev_hash` are those that stand next in the chain."""
    placed = replace(command, seq=phone.next_seq, prev_hash=phone.head)
    body = command_text(placed)
    entry = Entry(
        placed.seq, placed.id, body, sha256(body.encode()).hexdigest(), blobs=placed.blobs
    )
    outbox = {**phone.outbox, entry.seq: entry}
    return replace(phone, next_seq=entry.seq + 1, head=entry.hash, outbox=outbox)


def command_text(command: Command) -> str:
    """Return the exact body of protocol §2, as the TypeScript client writes it."""
    body = {
        "v": 1,
        "seq": command.seq,
        "id": command.id,
        "name": command.name,
        "version": command.version,
        "entity": command.entity,
        "base_ver": command.base_ver,
        "base_command": command.base_command,
        "args": command.args,
        "deps": command.deps,
        "blobs": command.blobs,
        "device_time": command.device_time,
        "server_offset_ms": command.server_offset_ms,
        "prev_hash": command.prev_hash,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def reopened(phone: Phone) -> Phone:
    """Return the phone as it stands after a crash: what was only in memory is gone."""
    return replace(phone, staged=NOTHING)


def renewed(phone: Phone, device: str) -> Phone:
    """Return a fresh device in the place of one whose store was lost (protocol §6)."""
    return Phone(device, replaces=phone.replaces or phone.device)


def forget(phone: Phone) -> Phone:
    """Drop the commands that a verified backup of the bureau holds."""
    kept = {
        seq: entry
        for seq, entry in phone.outbox.items()
        if not entry.status or seq > phone.durable_through
    }
    return replace(phone, outbox=kept)


def ask(phone: Phone, *, most: int = MAX_COMMANDS, limit: int = 0) -> dict[str, Any]:
    """Return the next request, empty fields left out.

    At most `most` commands go up, and at most `limit` rows come down; 0 leaves that to the bureau.
    """
    batch = next_batch(phone, most)
    request: dict[str, Any] = {
        "proto": PROTOCOL_VERSION,
        "schema": SCHEMA_VERSION,
        "device": phone.device,
        "epoch": phone.epoch,
        "first_seq": batch[0].seq if batch else phone.next_seq,
        "commands": [{"body": entry.body} for entry in batch],
        "scopes": {scope: list(cursor) for scope, cursor in cursors(phone).items()},
        "announced_head": phone.next_seq - 1,
        "last_receipt": phone.last_receipt,
        "digest": None if phone.staged.stretches or not phone.scopes else sum_of(phone),
        "proof": phone.proof,
        "replaces": phone.replaces,
        "limit": limit,
    }
    return {key: value for key, value in request.items() if value}


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
    return {scope: at for scope, at in held.items() if scope not in phone.staged.dropped}


def sum_of(phone: Phone) -> str:
    """Return the sum of the digests of all scopes held, 16 hex digits."""
    return total(held.digest for held in phone.scopes.values())


def absorb(phone: Phone, asked: Json, answer: Any, genuine: Genuine) -> Absorbed:
    """Take an answer over; raise UnreadableError when it is not one."""
    try:
        return _absorbed(phone, asked, answer, genuine)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise UnreadableError(str(error)) from error


def _absorbed(phone: Phone, asked: Json, answer: Json, genuine: Genuine) -> Absorbed:
    expected, epoch = int(answer["expected_seq"]), str(answer["epoch"])
    is_new_epoch = phone.epoch not in ("", epoch)
    verified = set(_genuine_seqs(phone, answer, genuine))
    outbox, acked, forged = _answered(phone, answer, verified)
    after = replace(
        phone,
        outbox=outbox,
        epoch=epoch,
        last_receipt=min(max({phone.last_receipt, *verified}), expected - 1),
        durable_through=answer.get("durable_through", 0),
        proof=_proof_of(phone, expected),
        replaces=None,
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
            outbox[seq] = entry if seq < answer["expected_seq"] else replace(entry, status="")
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
            )
    return outbox, acked, forged


def _proof_of(phone: Phone, expected: int) -> Json | None:
    """Return a receipt for a command that the bureau, at `expected`, says it never had."""
    forgotten = phone.outbox.get(expected)
    if forgotten is None or not forgotten.status or expected > phone.last_receipt:
        return None
    return {
        "seq": expected,
        "hash": forgotten.hash,
        "epoch": forgotten.epoch,
        "receipt": forgotten.receipt,
    }


def _start_over(phone: Phone) -> tuple[Phone, bool]:
    """Keep what is shown, and fetch every scope anew from a bureau that was restored."""
    scopes = {scope: replace(held, seq=0, tag="") for scope, held in phone.scopes.items()}
    return replace(phone, scopes=scopes, staged=NOTHING, suspect=frozenset()), True


def _pull(phone: Phone, asked: Json, answer: Json) -> tuple[Phone, bool]:
    at = {scope: cursor[0] for scope, cursor in asked.get("scopes", {}).items()}
    after, torn = staged(phone.staged, at, answer)
    if torn:
        scopes = {**phone.scopes, **{s: replace(phone.scopes[s], seq=0, tag="") for s in torn}}
        defects = phone.defects + len(torn)
        return replace(phone, scopes=scopes, staged=NOTHING, defects=defects), True
    if any(page["to"] < page["current"] for page in answer.get("scopes", {}).values()):
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
    return replace(phone, scopes=scopes, staged=NOTHING, suspect=frozenset(suspect))
