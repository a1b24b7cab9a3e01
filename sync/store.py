"""The storage port of the engine: what a bureau's database must be able to do."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar

from sync.digest import StandingRow
from sync.protocol import Command, Envelope, Result, Snapshot, TablePage, Trouble


class ContentionError(Exception):
    """The database was busy; nothing was done and the same call may be made again."""


@dataclass(frozen=True)
class DeviceState:
    """How far a device's chain has come. `attempt_seq` was begun `attempts` times.

    From `signed_from` on every command must be signed; 0 while nothing is known of a key.

    `announced_head` is the highest seq that the phone ever spoke of. A closed device was replaced
    by a new one after its store had been lost. Of a forked one, or one that goes on from it, two
    phones have the keys: nobody knows which is the person's, so nothing of it runs by itself. Up to
    `durable_seq` all commands and their blobs are in a verified backup.
    """

    last_seq: int = 0
    head_hash: str = ""
    attempt_seq: int = 0
    attempts: int = 0
    announced_head: int = 0
    is_closed: bool = False
    is_forked: bool = False
    signed_from: int = 0
    durable_seq: int = 0

    def attempts_of(self, seq: int) -> int:
        """Return how often running `seq` was begun."""
        return self.attempts if self.attempt_seq == seq else 0


@dataclass(frozen=True)
class LedgerEntry:
    """One command as it was taken in: its exact text, its hash and the answer it got."""

    seq: int
    hash: str
    body: str
    result: Result


@dataclass(frozen=True)
class ScopeHead:
    """Where a scope stands: its last commit and its current content's count and digest.

    Removals up to `horizon` are forgotten, and so are the tags of the commits below it.
    """

    seq: int
    tag: str
    n_rows: int
    digest: str
    horizon: int = 0


@dataclass(frozen=True)
class FeedPage:
    """The rows of a scope that changed in (after, to], with their current content."""

    to: int
    put: Mapping[str, TablePage]
    remove: Sequence[tuple[str, str]]
    count: int


@dataclass(frozen=True)
class Outcome:
    """What a verb made of a command. `mine` and `theirs` are kept for the reviewer.

    `concern`: the command took effect, but a person should look at it.
    `desk` names who is to review it when that is not the sender's own office.
    """

    status: str
    alias: str | None = None
    problem: Trouble | None = None
    concern: Trouble | None = None
    mine: Mapping[str, Any] = field(default_factory=dict)
    theirs: Mapping[str, Any] = field(default_factory=dict)
    desk: str | None = None


APPLIED = Outcome("applied")


@dataclass(frozen=True)
class SigningKey:
    """A public key (JWK) by which a device signs, or signed once."""

    jwk: Mapping[str, str]
    is_revoked: bool = False


@dataclass(frozen=True)
class Refused:
    """A command that was not taken in as nobody can say whose it is, kept as evidence."""

    seq: int
    envelope: Envelope
    why: Trouble


@dataclass(frozen=True)
class Sighting:
    """Something about a phone's request that the bureau's operators must hear of.

    `rollback`: its cursor (`seq`, `tag`) comes from a history that no longer exists. `forged`: its
    proof does not verify. `rotated`: its proof was genuine and began a new epoch. `badly_signed`: a
    command that must be signed was not, or not by a key of the device. `forked`: two phones go on
    from one store.
    """

    kind: Literal["rollback", "forged", "rotated", "badly_signed", "forked"]
    scope: str = ""
    seq: int = 0
    tag: str = ""


@dataclass(frozen=True)
class Repaired:
    """Which buckets of a scope at `seq` differed at a phone, and how many rows were sent again."""

    scope: str
    seq: int
    buckets: Sequence[int]
    rows: int


class ReadTransaction(Protocol):
    """One consistent cut through all scopes."""

    def epoch(self) -> str: ...

    def device(self, device: str) -> DeviceState | None:
        """Return how far a device has come; None when it was never met."""

    def entry(self, device: str, seq: int) -> LedgerEntry | None:
        """Return what was taken in under a seq."""

    def signing_keys(self, device: str) -> Sequence[SigningKey]:
        """Return all keys that a device ever registered, the newest first."""

    def is_news(self, device: str, announced_head: int) -> bool:
        """Return whether this contact is worth a write."""

    def heads(self, scopes: Sequence[str]) -> Mapping[str, ScopeHead]:
        """Return where each of the scopes stands."""

    def tag_at(self, scope: str, seq: int) -> str:
        """Return the tag of the remembered commit that `seq` belongs to; empty beyond the head."""

    def page(self, scope: str, *, after: int, limit: int) -> FeedPage: ...

    def snapshot(self, scope: str) -> Snapshot | None:
        """Return the newest snapshot of a scope whose chunks all stand ready."""

    def standing(self, scope: str) -> Sequence[StandingRow]:
        """Return every row that stands in the scope."""

    def rows(self, scope: str, wanted: Sequence[StandingRow]) -> Mapping[str, TablePage]:
        """Return the content of some rows that stand in the scope, by table."""


# A command as it came, as it was read (None: it could not be), and what became of it.
Taken = tuple[Envelope, Command | None, Result]


class WriteTransaction(Protocol):
    """The transaction of one command; leaving it without an exception commits it."""

    def meet(self, device: str, announced_head: int) -> None:
        """Make or refresh the record of the caller's device."""

    def close_device(self, device: str, *, replaced_by: str) -> DeviceState | None:
        """Close a device of the caller's, also one that was never met; None when it was closed."""

    def is_forked(self, device: str) -> bool:
        """Return whether a device of the caller's is put aside as forked."""

    def fork_device(self, device: str) -> bool:
        """Let nothing of a device run by itself any more; False when that was so before."""

    def lock_device(self, device: str) -> DeviceState: ...

    def count_attempt(self, device: str, seq: int, attempts: int) -> None: ...

    def epoch(self) -> str: ...

    def lock_epoch(self) -> str:
        """Return the present epoch, which nobody else rotates before this transaction ends."""

    def rotate_epoch(self) -> None:
        """Begin a new epoch."""

    def entry(self, device: str, seq: int) -> LedgerEntry | None: ...

    def is_taken(self, command_id: str) -> bool:
        """Return whether any device of the caller's has sent a command of this id."""

    def is_blocked(self, device: str, command: Command) -> bool:
        """Return whether an earlier command of its entity, or one it names, waits for a person."""

    def run(self, command: Command) -> Outcome | None:
        """Run the verb in a savepoint; None when no verb of that name and version is known."""

    def foresee(self, commands: Sequence[Command]) -> None:
        """Load at once what these commands will ask for; a help only, never a condition."""

    def run_unprotected(self, command: Command) -> Outcome | None:
        """Run the verb without a savepoint: if it takes no effect, the transaction must be left."""

    def send_to_review(self, device: str, seq: int, command: Command | None, why: Outcome) -> None:
        """Keep what a person must see in the review list and in the device's own scope."""

    def publish(self) -> Mapping[str, int]:
        """Write the feed of all that changed, counters last; return scope → new seq."""

    def record(self, device: str, taken: Sequence[Taken]) -> None:
        """Append commands to the ledger and move the device's chain on; never in a savepoint."""

    def put_aside(self, device: str, codes: Collection[str]) -> Sequence[int]:
        """Return the seqs whose reviews are open under one of these codes, in order."""

    def amend(self, device: str, result: Result) -> None:
        """Give a command of the ledger another result."""

    def amend_review(self, device: str, seq: int, why: Outcome | None) -> None:
        """Have the open review of a command say something else; close it when nothing is left."""

    def keep_refused(self, device: str, refused: Refused) -> None:
        """Keep a command that was refused; the same one is kept once."""

    def note(self, device: str, sighting: Sighting) -> None:
        """Keep a sighting: one per kind, device and scope, counted when it is a different one."""

    def note_repair(self, device: str, repaired: Repaired) -> None:
        """Keep that a phone's copy of a scope had gone wrong."""


Tx_co = TypeVar("Tx_co", bound=ReadTransaction, covariant=True)


class Store(Protocol[Tx_co]):
    def read(self) -> AbstractContextManager[Tx_co]: ...

    def write(self) -> AbstractContextManager[WriteTransaction]: ...
