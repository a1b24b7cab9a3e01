"""Cases as phones tell them."""

from dataclasses import dataclass
from typing import Any

from tests.server.quotas.visiting import Phone

AT = "2026-11-23T01:50:00.000Z"
SIGNATURE = "c" * 64


@dataclass
class CasePhone(Phone):
    """A phone whose officer opens, takes and solves matters."""

    def open_finding(self, matter_id: str, finding_id: str, /, **more: Any) -> dict[str, Any]:
        args = {"source": "finding", "finding_id": finding_id, "title": "雨污未分流"}
        return self.tell("case.open", matter_id, **{**args, "enterprise_id": "own", **more})

    def open_petition(self, matter_id: str, **more: Any) -> dict[str, Any]:
        args = {"source": "petition", "channel": "telephone", "title": "夜间噪声扰民"}
        return self.tell("case.open", matter_id, **{**args, **more})

    def take(self, matter_id: str) -> dict[str, Any]:
        return self.tell("case.take", matter_id, at=AT)

    def log(self, note_id: str, matter_id: str, words: str, **more: Any) -> dict[str, Any]:
        return self.tell("case.log", note_id, matter_id=matter_id, words=words, at=AT, **more)

    def propose(self, matter_id: str, **more: Any) -> dict[str, Any]:
        args = {"words": "已改管分流", "photos": [photo("p1")], "at": AT, **more}
        return self.tell("case.propose", matter_id, **args)

    def confirm(self, matter_id: str, **more: Any) -> dict[str, Any]:
        args = {"party": "张经理", "party_title": "厂长", "signature_sha": SIGNATURE, "at": AT}
        return self.tell("case.confirm", matter_id, **{**args, **more})

    def solve(self, matter_id: str) -> None:
        """Take a matter and bring it to its confirmation."""
        for result in (self.take(matter_id), self.propose(matter_id), self.confirm(matter_id)):
            assert result["status"] == "applied", result

    def matter(self, matter_id: str) -> dict[str, Any]:
        [found] = [row for row in self.rows("matter") if row["id"] == matter_id][:1] or [{}]
        return found

    def events(self, matter_id: str) -> list[dict[str, Any]]:
        found = {row["id"]: row for row in self.rows("matter_event")}
        return [row for row in found.values() if row["matter_id"] == matter_id]

    def kinds(self, matter_id: str) -> list[str]:
        return sorted(event["kind"] for event in self.events(matter_id))


def photo(photo_id: str, sha256: str = "d" * 64) -> dict[str, Any]:
    return {
        "id": photo_id,
        "sha256": sha256,
        "taken_at": AT,
        "caption": "改造后的雨水口",
        "bytes": 1000,
        "width": 800,
        "height": 600,
    }


def code_of(result: dict[str, Any]) -> str | None:
    problem = result.get("problem") or {}
    return problem.get("code")
