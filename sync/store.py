"""The storage port of the engine: what a bureau's database must be able to do."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from sync.protocol import Command, Envelope, Result, TablePage, Trouble


class ContentionError(Exception):
    """The database was busy; nothing was done and the same call may be made again."""


@dataclass(frozen=True)
class DeviceState:
    """How far a device's chain has come. `attempt_seq` was begun `attempts` times."""

    last_seq: int = 0
    head_hash: str = ""
    attempt_seq: int = 0
    attempts: int = 0

    def attempts_of(self, seq: int) -> int:
        """Return how often running `seq` was begun."""
        return self.attempts if self.attempt_seq == seq else 0


@dataclass(frozen=True)
class LedgerEntry:
    """One command as it was taken in: its hash and the answer it got."""

    seq: int
    hash: str
    result: Result


@dataclass(frozen=True)
class ScopeHead:
    """Where a scope stands: its last commit and its current content's count and digest."""

    seq: int
    tag: str
    n_rows: int
    digest: str


@dataclass(frozen=True)
class FeedPage:
    """The rows of a scope that changed in (after, to], with their current content."""

    to: int
    put: Mapping[str, TablePage]
    remove: Sequence[tuple[str, str]]
    count: int


@dataclass(frozen=True)
class Outcome:
    """What a verb made of a command. `mine` and `theirs` are kept for the reviewer."""

    status: str
    alias: str | None = None
    problem: Trouble | None = None
    mine: Mapping[str, Any] = field(default_factory=dict)
    theirs: Mapping[str, Any] = field(default_factory=dict)


APPLIED = Outcome("applied")


class ReadTransaction(Protocol):
    """One consistent cut through all scopes."""

    def epoch(self) -> str: ...

    def expected_seq(self, device: str) -> int: ...

    def head(self, scope: str) -> ScopeHead: ...

    def page(self, scope: str, *, after: int, limit: int) -> FeedPage: ...


class WriteTransaction(Protocol):
    """The transaction of one command; leaving it without an exception commits it."""

    def lock_device(self, device: str) -> DeviceState: ...

    def count_attempt(self, device: str, seq: int, attempts: int) -> None: ...

    def epoch(self) -> str: ...

    def entry(self, device: str, seq: int) -> LedgerEntry | None: ...

    def is_blocked(self, device: str, command: Command) -> bool: ...

    def run(self, command: Command) -> Outcome | None:
        """Run the verb in a savepoint; None when no verb of that name and version is known."""

    def send_to_review(self, device: str, seq: int, command: Command | None, why: Outcome) -> None:
        """Keep what was not simply applied in the review list and in the device's own scope."""

    def publish(self) -> Mapping[str, int]:
        """Write the feed of all that changed, counters last; return scope → new seq."""

    def record(
        self, device: str, envelope: Envelope, command: Command | None, result: Result
    ) -> None:
        """Append the command to the ledger and move the device's chain on."""


Tx_co = TypeVar("Tx_co", bound=ReadTransaction, covariant=True)


class Store(Protocol[Tx_co]):
    def read(self) -> AbstractContextManager[Tx_co]: ...

    def write(self) -> AbstractContextManager[WriteTransaction]: ...
