"""What a rescue file holds, or what became of it, command by command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from server.features.rescue.reading import Sent
from sync.protocol import Trouble

# Beside the protocol's own words for results:
NEW = "new"  # would be taken in
LEFT = "left"  # stays in the file, as others must come first


@dataclass(frozen=True)
class Line:
    """One command. `known`: the bureau had it before."""

    seq: int
    name: str
    device_time: str
    status: str
    known: bool
    title: str = ""
    detail: str = ""


@dataclass
class Photos:
    """How many photos and signatures were new, known or refused, and why."""

    new: int = 0
    known: int = 0
    refused: int = 0
    words: list[str] = field(default_factory=list)

    def refuse(self, why: str) -> None:
        """Count one that was not taken in."""
        self.refused += 1
        if why not in self.words:
            self.words.append(why)


@dataclass(frozen=True)
class Report:
    sha256: str
    person_name: str
    branch_name: str | None
    active: bool
    device_known: bool
    made_at: datetime
    commands: Sequence[Line]
    photos: Photos


def line(sent: Sent, status: str, *, known: bool, problem: Trouble | None = None) -> Line:
    """Return the line of one command."""
    trouble = problem or Trouble("", "")
    return Line(
        seq=sent.seq,
        name=sent.name,
        device_time=sent.device_time,
        status=status,
        known=known,
        title=trouble.title,
        detail=trouble.detail,
    )


def tally(report: Report) -> Mapping[str, int]:
    """Count the lines by status, those that were known before apart, and the photos."""
    counts: dict[str, int] = {}
    for one in report.commands:
        key = "known" if one.known else one.status
        counts[key] = counts.get(key, 0) + 1
    photos = report.photos
    return {
        "commands": len(report.commands),
        **counts,
        "photos_new": photos.new,
        "photos_known": photos.known,
        "photos_refused": photos.refused,
    }
