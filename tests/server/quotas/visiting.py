"""Phones of officers who make visits, told to the bureau as a phone tells them."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.conftest import Client

MORNING = "2026-11-23T01:00:00.000Z"
NOON = "2026-11-23T01:40:00.000Z"


@dataclass
class Phone:
    """One person's phone; every command goes to the bureau at once."""

    client: Client
    person_id: str
    device: str
    seq: int = 0
    last: str = ""
    results: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, name: str, entity: str, /, **args: Any) -> dict[str, Any]:
        return self.send(name, entity, args)

    def send(self, name: str, entity: str, args: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Send a command whose envelope says `more` than that of most."""
        self.last = self._next(name, entity, args, **more)
        return self.ask_again()

    def tell_together(self, *told: tuple[str, str, dict[str, Any]]) -> list[dict[str, Any]]:
        """Send several commands in one request; return what the bureau says of each."""
        first = self.seq + 1
        return self._ask(first, [self._next(*one) for one in told])

    def _next(self, name: str, entity: str, args: dict[str, Any], **more: Any) -> str:
        self.seq += 1
        body = {
            "v": 1,
            "seq": self.seq,
            "id": f"{self.device}-{self.seq}",
            "name": name,
            "version": 1,
            "entity": entity,
            "args": args,
            "device_time": NOON,
            **more,
        }
        return json.dumps(body)

    def ask_again(self) -> dict[str, Any]:
        """Send the last command as it was; return what the bureau says of it now."""
        [result] = self._ask(self.seq, [self.last])
        return result

    def _ask(self, first: int, bodies: list[str]) -> list[dict[str, Any]]:
        request = {
            "proto": 1,
            "device": self.device,
            "first_seq": first,
            "commands": [{"body": body, "sig": None} for body in bodies],
            "announced_head": self.seq,
        }
        results: list[dict[str, Any]] = self.client.post("/api/sync", request).json["results"]
        return results

    def add_enterprise(self, enterprise_id: str) -> None:
        result = self.tell("enterprise.add", enterprise_id, name=f"东莞市长安{enterprise_id}五金厂")
        assert result["status"] == "applied", result

    def visit(self, visit_id: str, enterprise_id: str, **changes: Any) -> dict[str, Any]:
        result = self.try_visit(visit_id, enterprise_id, **changes)
        assert result["status"] in {"applied", "merged"}, result
        return result

    def try_visit(self, visit_id: str, enterprise_id: str, **changes: Any) -> dict[str, Any]:
        return self.tell("visit.close", visit_id, **self.visit_at(enterprise_id, **changes))

    def visit_at(self, enterprise_id: str, **changes: Any) -> dict[str, Any]:
        """Return what a closed visit says, save for `changes`."""
        return {
            "enterprise_id": enterprise_id,
            "kind": "guidance",
            "opened_at": MORNING,
            "closed_at": NOON,
            "participants": [self.person_id],
            "checkin": None,
            "guidance": "已指导台账",
            "findings": [],
            "photos": [],
            "representative": "张经理",
            "representative_title": "厂长",
            "signature": {"state": "absent", "reason": "无人在场"},
            "note": "",
            **changes,
        }

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table that a fresh replica of this person gets."""
        answer = self.client.post(
            "/api/sync", {"proto": 1, "device": self.device, "first_seq": self.seq + 1}
        )
        return [
            dict(zip(page["cols"], row, strict=True))
            for scope in answer.json["scopes"].values()
            for name, page in scope.get("put", {}).items()
            if name == table
            for row in page["rows"]
        ]


def finding(finding_id: str, *, solved: bool = False) -> dict[str, Any]:
    return {
        "id": finding_id,
        "category": "water",
        "text": "雨污未分流",
        "solved": solved,
        "solved_note": "当场整改" if solved else "",
    }
