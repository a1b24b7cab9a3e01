"""A phone as the tests of scope moves need it: it keeps rows by scope, and works offline."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.conftest import Client
from tests.server.quotas.visiting import NOON


@dataclass
class Replica:
    """Rows by scope, cursors, and a queue that the next sync sends."""

    client: Client
    person_id: str
    device: str
    seq: int = 0
    queue: list[dict[str, Any]] = field(default_factory=list)
    cursors: dict[str, list[Any]] = field(default_factory=dict)
    held: dict[str, dict[tuple[str, str], dict[str, Any]]] = field(default_factory=dict)

    def later(self, name: str, entity: str, /, **args: Any) -> None:
        """Do something while there is no network."""
        self.seq += 1
        body = {
            "seq": self.seq,
            "id": f"{self.device}-{self.seq}",
            "name": name,
            "version": 1,
            "entity": entity,
            "args": args,
            "device_time": NOON,
        }
        self.queue.append({"body": json.dumps(body)})

    def sync(self) -> list[dict[str, Any]]:
        """Send the queue, apply what comes, check counts; return the results."""
        request = {
            "proto": 1,
            "device": self.device,
            "first_seq": self.seq - len(self.queue) + 1,
            "commands": self.queue,
            "scopes": self.cursors,
            "announced_head": self.seq,
        }
        answer = self.client.post("/api/sync", request).json
        for scope in answer.get("removed", []):
            self.held.pop(scope, None)
            self.cursors.pop(scope)
        for scope, page in answer.get("scopes", {}).items():
            self._apply(scope, page)
            # The bureau's count of the scope is the phone's: nothing left over, nothing missing.
            assert page["n_rows"] == len(self.held[scope]), scope
        self.queue = []
        results: list[dict[str, Any]] = answer.get("results", [])
        return results

    def _apply(self, scope: str, page: dict[str, Any]) -> None:
        rows = self.held.setdefault(scope, {})
        if page["from"] == 0:
            rows.clear()
        for table, part in page["put"].items():
            for row in part["rows"]:
                values = dict(zip(part["cols"], row, strict=True))
                rows[table, values["id"]] = values
        for table, row_id in page["remove"]:
            rows.pop((table, row_id), None)
        self.cursors[scope] = [page["to"], page["tag"]]

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        """Return what the phone shows of a table, by id."""
        return {
            row_id: values
            for rows in self.held.values()
            for (tbl, row_id), values in rows.items()
            if tbl == table
        }
