"""What a bureau in memory knows."""

from dataclasses import dataclass, field
from typing import Any

from sync.protocol import FOR_REVIEW, Snapshot
from sync.store import (
    DeviceState,
    LedgerEntry,
    Outcome,
    Refused,
    Repaired,
    ScopeHead,
    Sighting,
    SigningKey,
)

Row = dict[str, Any]
Key = tuple[str, str]


@dataclass(frozen=True)
class FeedEntry:
    seq: int
    op: str
    ver: int


@dataclass(frozen=True)
class Review:
    """One thing that a person must see; `why.status` says of which kind."""

    device: str
    seq: int
    entity: str
    command_id: str
    why: Outcome
    is_open: bool = True

    @property
    def halts(self) -> bool:
        """Return whether later commands of the entity wait for this one."""
        return self.is_open and self.why.status in FOR_REVIEW


@dataclass
class World:
    """All that the bureau knows, in values that are exchanged and never changed in place.

    So a transaction works on a copy of the tables alone, and a roll-back costs nothing.
    """

    epoch: str = "memory"
    rows: dict[Key, Row] = field(default_factory=dict)
    heads: dict[str, ScopeHead] = field(default_factory=dict)
    commits: dict[str, dict[int, str]] = field(default_factory=dict)
    feed: dict[str, dict[Key, FeedEntry]] = field(default_factory=dict)
    devices: dict[str, DeviceState] = field(default_factory=dict)
    ledger: dict[tuple[str, int], LedgerEntry] = field(default_factory=dict)
    reviews: list[Review] = field(default_factory=list)
    sightings: dict[tuple[str, str, str], tuple[Sighting, ...]] = field(default_factory=dict)
    repairs: list[tuple[str, Repaired]] = field(default_factory=list)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    keys: dict[str, tuple[SigningKey, ...]] = field(default_factory=dict)
    refused: dict[tuple[str, str], Refused] = field(default_factory=dict)

    def copy(self) -> "World":
        """Return a world that shares every value and no table with this one."""
        return World(
            self.epoch,
            dict(self.rows),
            dict(self.heads),
            {scope: dict(tags) for scope, tags in self.commits.items()},
            {scope: dict(entries) for scope, entries in self.feed.items()},
            dict(self.devices),
            dict(self.ledger),
            list(self.reviews),
            dict(self.sightings),
            list(self.repairs),
            dict(self.snapshots),
            dict(self.keys),
            dict(self.refused),
        )
