"""What a phone knows, and what it does without the bureau (docs/protocol.md §2, §6)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from sync.protocol import Command, Json
from sync.staging import NOTHING, Held, Staged


@dataclass(frozen=True)
class Entry:
    """One command in the outbox. An empty `status` waits; every other one is final.

    `settled`: the rows that it made have arrived, so that its preview has fallen (protocol §2).
    """

    seq: int
    id: str
    body: str
    hash: str
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
    for each block of numbers the first that was not given; part of the chain.
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
    proof: Json | None = None
    staged: Staged = NOTHING
    suspect: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def waiting(self) -> list[Entry]:
        """Return the commands without a final answer, oldest first."""
        return [entry for _, entry in sorted(self.outbox.items()) if not entry.status]


def issue(phone: Phone, command: Command) -> Phone:
    """Append a command; its `seq` and `prev_hash` are those that stand next in the chain."""
    placed = replace(
        command,
        seq=phone.next_seq,
        prev_hash=phone.head,
        server_offset_ms=phone.server_offset_ms,
    )
    body = command_text(placed)
    entry = Entry(
        placed.seq, placed.id, body, sha256(body.encode()).hexdigest(), blobs=placed.blobs
    )
    outbox = {**phone.outbox, entry.seq: entry}
    return replace(phone, next_seq=entry.seq + 1, head=entry.hash, outbox=outbox)


def issue_numbered(phone: Phone, command: Command, given: tuple[str, int]) -> Phone:
    """Append a command that bears a number: both are saved, or neither is.

    `given` names the block and the first number of it that is not given from now on.
    """
    lease_id, following = given
    assert phone.numbers.get(lease_id, 0) < following, "a number is given once"
    return replace(issue(phone, command), numbers={**phone.numbers, lease_id: following})


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


def emptied(phone: Phone) -> Phone:
    """Return what a phone knows whose store was lost: only what stood beside it.

    A loss of which the bureau has not yet heard is not forgotten over the next one.
    """
    made = max(phone.next_seq - 1, phone.remembered)
    return Phone(phone.replaces or phone.device, remembered=made)


def renewed(phone: Phone, device: str) -> Phone:
    """Return the phone under a new device, in the place of the one whose store was lost (§6).

    What waits here was made since the loss, and starts the new chain.
    """
    return replace(phone, device=device, replaces=phone.device)


def forget(phone: Phone) -> Phone:
    """Drop the commands that a verified backup of the bureau holds and whose rows have come."""
    kept = {
        seq: entry
        for seq, entry in phone.outbox.items()
        if not entry.status or not entry.settled or seq > phone.durable_through
    }
    return replace(phone, outbox=kept)
