"""A bureau in memory with a few verbs, and the words of one phone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sync.bureau import Bureau
from sync.engine import answer
from sync.memory import MemoryStore
from sync.protocol import Envelope, Proof, SyncRequest, SyncResponse, receipt_bytes
from sync.store import APPLIED, Outcome

TOWN = "town:1"


def note(tx: Any, command: Any) -> Outcome:
    tx.put("note", {"id": command.entity, "text": command.args["text"]}, frozenset({TOWN}))
    return APPLIED


def sign(raw: bytes) -> str:
    return f"signed {raw!r}"


@dataclass
class Office:
    """The bureau; `verbs` may change, as they do at an upgrade."""

    verbs: dict[tuple[str, int], Any] = field(default_factory=lambda: {("note", 1): note})
    failures: list[tuple[int, Exception]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = MemoryStore(self.verbs)
        self.bureau = Bureau(
            self.store,
            sign=sign,
            verify=lambda raw, receipt: receipt == sign(raw),
            failed=lambda seq, error: self.failures.append((seq, error)),
        )

    def sync(
        self, *commands: Envelope, device: str = "d", first: int = 1, **more: Any
    ) -> SyncResponse:
        request = SyncRequest(
            proto=2, device=device, first_seq=first, commands=tuple(commands), **more
        )
        return answer(request, self.bureau, scopes=lambda _: [TOWN], server_time="now")

    @property
    def sightings(self) -> list[tuple[str, int]]:
        seen = [one for found in self.store.world.sightings.values() for one in found]
        return [(sighting.kind, sighting.seq) for sighting in seen]


def command(seq: int, name: str = "note", entity: str = "a", **more: Any) -> Envelope:
    body = {"seq": seq, "id": f"c{seq}", "name": name, "version": 1, "entity": entity}
    return Envelope(json.dumps({**body, "args": {"text": "hello"}, "device_time": "now", **more}))


def proof(epoch: str, seq: int, envelope: Envelope, device: str = "d") -> Proof:
    signed = receipt_bytes(epoch, device, seq, envelope.hash)
    return Proof(seq, envelope.hash, epoch, sign(signed))


def statuses(response: SyncResponse) -> Sequence[str]:
    return [result.status for result in response.results]
