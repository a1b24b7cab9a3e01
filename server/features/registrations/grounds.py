"""Reasons why somebody has to look at an act although it stands."""

from dataclasses import asdict, dataclass
from typing import Any

from server.core.problems import Problem


class ActForReview(Problem):
    code = "409.110"
    title = "这次现场办理已收下，请复核"


class CoOfficerDeclines(Problem):
    code = "409.113"
    title = "协办人不认可这次现场办理"


@dataclass(frozen=True)
class Ground:
    """`kind` is a stable word for machines, `words` are for whoever has to decide."""

    kind: str
    words: str


DECLINED = "declined"


def kept(ground: Ground, command_id: str, *, passed: bool = False) -> dict[str, Any]:
    """Return a ground as an act keeps it, with the command that gave it."""
    return {**asdict(ground), "command": command_id, "passed": passed}


def concern_of(grounds: list[Ground]) -> Problem | None:
    """Return the grounds as one thing to look at; None where there are none."""
    if not grounds:
        return None
    told = "；".join(dict.fromkeys(ground.words for ground in grounds))
    declines = any(ground.kind == DECLINED for ground in grounds)
    return CoOfficerDeclines(told) if declines else ActForReview(told)
