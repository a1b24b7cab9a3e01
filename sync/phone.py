"""What a phone knows, and what it does without the bureau (docs/protocol.md §2, §6)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from sync.protocol import Command, Json, command_bytes
from sync.staging import NOTHING, Held, Staged
from sync.succession import Keys

# Signs bytes by the key of a device, base64url; None while it has no key.
Sign = Callable[[str, bytes], str | None]


def unsigned(device: str, message: bytes) -> None:
    """Sign nothing, as phones did before they had keys."""
    del device, message


@dataclass(frozen=True)
class Entry:
    """One command in the outbox. An empty `status` waits; every other one is final.

    `settled`: the rows that it made have arrived, so that its preview has fallen (protocol §2).
    """

    seq: int
    id: str
    body: str
    hash: str
    sig: str | None = None
    blobs: tuple[str, ...] = ()
    status: str = ""
    receipt: str = ""
    epoch: str = ""
    scope_seqs: Mapping[str, int] = field(default_factory=dict)
    settled: bool = False


@dataclass(frozen=True)
class Phone:
    """All that one person's phone knows. `staged` lives in memory only and dies in a crash.

    `remembered`: how many commands a store that was lost had made, for as long as the bureau has
    not heard of the loss. `server_offset_ms`: by how much the bureau's clock is ahead. `numbers`:
    for each block of numbers the first that was not given; part of the chain. `predecessor`: the
    device whose place this one took, named in `replaces` until the bureau has heard of it, and once
    more (`tells_again`) to a bureau that was put back. `keys`: the bureau's, as
    far as it knows them.
    """

    device: str
    next_seq: int = 1
    head: str = ""
    outbox: Mapping[int, Entry] = field(default_factory=dict)
    scopes: Mapping[str, Held] = field(default_factory=dict)
    epoch: str = ""
    last_receipt: int = 0
    durable_through: int = 0
    server_offset_ms: int | None = None
    defects: int = 0
    remembered: int = 0
    replaces: str | None = None
    predecessor: str | None = None
    tells_again: bool = False
    proof: Json | None = None
    staged: Staged = NOTHING
    suspect: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    keys: Keys | None = None

    @property
    def waiting(self) -> list[Entry]:
        """Return the commands without a final answer, oldest first."""
        return [entry for _, entry in sorted(self.outbox.items()) if not entry.status]


def issue(phone: Phone, command: Command, sign: Sign = unsigned) -> Phone:
    """Append a signed command; its `seq` and `prev_hash` are those that stand next in the chain."""
    placed = replace(
        command,
        seq=phone.next_seq,
        prev_hash=phone.head,
        server_offset_ms=phone.server_offset_ms,
    )
    body = command_text(placed)
    sig = sign(phone.device, command_bytes(phone.device, placed.seq, phone.head, body))
    hashed = sha256(body.encode()).hexdigest()
    entry = Entry(placed.seq, placed.id, body, hashed, sig, blobs=placed.blobs)
    outbox = {**phone.outbox, entry.seq: entry}
    return replace(phone, next_seq=entry.seq + 1, head=entry.hash, outbox=outbox)


def issue_numbered(
    phone: Phone, command: Command, given: tuple[str, int], sign: Sign = unsigned
) -> Phone:
    """Append a command that bears a number: both are saved, or neither is.

    `given` names the block and the first number of it that is not given from now on.
    """
    lease_id, following = given
    assert phone.numbers.get(lease_id, 0) < following, "a number is given once"
    return replace(issue(phone, command, sign), numbers={**phone.numbers, lease_id: following})


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
    return _written(body)


def _written(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def emptied(phone: Phone) -> Phone:
    """Return what a phone knows whose store was lost: only what stood beside it.

    A loss of which the bureau has not yet heard is not forgotten over the next one.
    """
    made = max(phone.next_seq - 1, phone.remembered)
    return Phone(phone.replaces or phone.device, remembered=made, keys=phone.keys)


def renewed(phone: Phone, device: str, sign: Sign = unsigned) -> Phone:
    """Return the phone under a new device, in the place of the one whose store was lost (§6).

    What waits here was made since the loss, and starts the new chain, signed by its key.
    """
    outbox = {seq: _signed_as(device, entry, sign) for seq, entry in phone.outbox.items()}
    before = phone.device
    return replace(phone, device=device, replaces=before, predecessor=before, outbox=outbox)


def parted(phone: Phone, device: str, sign: Sign = unsigned) -> Phone:
    """Return the phone under a new device, as another one goes on from the same store (§6).

    All that is kept here is made anew as the beginning of the new chain, also what was answered: a
    bureau that was restored meanwhile may have it no more. The texts name the first ones, so that
    what the bureau has is a duplicate.
    """
    fresh = replace(
        phone,
        device=device,
        replaces=phone.device,
        predecessor=phone.device,
        tells_again=False,
        next_seq=1,
        head="",
        outbox={},
        last_receipt=0,
        durable_through=0,
        proof=None,
    )
    for _, entry in sorted(phone.outbox.items()):
        fresh = _made_anew(fresh, entry, sign)
    return fresh


def _made_anew(phone: Phone, entry: Entry, sign: Sign) -> Phone:
    said = json.loads(entry.body)
    place = {"seq": phone.next_seq, "prev_hash": phone.head}
    body = _written({**said, **place, "again": said.get("again", entry.hash)})
    sig = sign(phone.device, command_bytes(phone.device, phone.next_seq, phone.head, body))
    hashed = sha256(body.encode()).hexdigest()
    anew = Entry(phone.next_seq, entry.id, body, hashed, sig, blobs=entry.blobs)
    outbox = {**phone.outbox, anew.seq: anew}
    return replace(phone, next_seq=anew.seq + 1, head=hashed, outbox=outbox)


def _signed_as(device: str, entry: Entry, sign: Sign) -> Entry:
    prev_hash = json.loads(entry.body)["prev_hash"]
    return replace(entry, sig=sign(device, command_bytes(device, entry.seq, prev_hash, entry.body)))


def forget(phone: Phone) -> Phone:
    """Drop the commands that a verified backup of the bureau holds and whose rows have come."""
    kept = {
        seq: entry
        for seq, entry in phone.outbox.items()
        if not entry.status or not entry.settled or seq > phone.durable_through
    }
    return replace(phone, outbox=kept)
