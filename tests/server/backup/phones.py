"""Phones that keep what they wrote until the bureau says that it is durable, as real ones do."""

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from server.core.doors import reading
from server.features.enterprises.models import Enterprise
from tests.conftest import Client


@dataclass
class KeepingPhone:
    """A phone with an outbox: bodies are made once and kept until `durable_through` passes."""

    client: Client
    device: str
    made: int = 0
    kept: dict[int, str] = field(default_factory=dict)
    expected: int = 1
    durable: int = 0
    epoch: str | None = None
    results: dict[int, str] = field(default_factory=dict)

    def write(self, entity: str, *, blobs: tuple[str, ...] = (), **args: Any) -> None:
        """Write a command down; nothing is sent yet."""
        self.made += 1
        body = {
            "v": 1,
            "seq": self.made,
            "id": f"{self.device}-{self.made}",
            "name": "enterprise.add",
            "version": 1,
            "entity": entity,
            "args": {"name": f"东莞市长安{entity}五金厂", **args},
            "blobs": list(blobs),
            "device_time": "2026-11-23T01:40:00.000Z",
        }
        self.kept[self.made] = json.dumps(body)

    def sync(self, client: Client | None = None) -> dict[str, Any]:
        """Contact the bureau until it waits for nothing that is kept here."""
        answer = self._contact(client or self.client)
        while self.expected in self.kept:
            answer = self._contact(client or self.client)
        return answer

    def _contact(self, client: Client) -> dict[str, Any]:
        seqs = [seq for seq in sorted(self.kept) if seq >= self.expected][:200]
        request = {
            "proto": 2,
            "device": self.device,
            "epoch": self.epoch,
            "first_seq": seqs[0] if seqs else self.made + 1,
            "commands": [{"body": self.kept[seq], "sig": None} for seq in seqs],
            "announced_head": self.made,
        }
        response = client.post("/api/sync", request)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json
        self.expected, self.epoch = answer["expected_seq"], answer["epoch"]
        self.durable = answer.get("durable_through", 0)
        self.results |= {result["seq"]: result["status"] for result in answer.get("results", [])}
        for seq in [seq for seq in self.kept if seq <= self.durable]:
            del self.kept[seq]
        return answer


def enterprises() -> list[str]:
    """Return the ids of all enterprises: what the phones of these tests add."""
    with reading() as session:
        return sorted(session.scalars(select(Enterprise.id)))
