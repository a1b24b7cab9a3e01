"""The storage port in memory: for simulations, and as the shortest statement of its contract."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from sync.digest import EMPTY, moved, row_digest
from sync.protocol import Command, Envelope, Result, TablePage
from sync.store import DeviceState, FeedPage, LedgerEntry, Outcome, ScopeHead

Row = dict[str, Any]
Key = tuple[str, str]
Verb = Callable[["MemoryTransaction", Command], Outcome]


@dataclass
class FeedEntry:
    seq: int
    op: str
    ver: int


@dataclass
class World:
    """All that the bureau knows; copied at every transaction, so a roll-back costs nothing."""

    epoch: str = "memory"
    rows: dict[Key, Row] = field(default_factory=dict)
    heads: dict[str, ScopeHead] = field(default_factory=dict)
    feed: dict[str, dict[Key, FeedEntry]] = field(default_factory=dict)
    devices: dict[str, DeviceState] = field(default_factory=dict)
    ledger: dict[tuple[str, int], LedgerEntry] = field(default_factory=dict)
    halted: set[tuple[str, str]] = field(default_factory=set)
    reviews: list[tuple[str, int, Outcome]] = field(default_factory=list)


class MemoryStore:
    """A store whose rows are plain dictionaries with `id`, `ver` and a set of scopes."""

    def __init__(self, verbs: Mapping[tuple[str, int], Verb]) -> None:
        self.world = World()
        self._verbs = verbs
        self._commits = 0

    @contextmanager
    def read(self) -> Iterator["MemoryTransaction"]:
        yield MemoryTransaction(self.world, self._verbs, tag="")

    @contextmanager
    def write(self) -> Iterator["MemoryTransaction"]:
        self._commits += 1
        draft = deepcopy(self.world)
        yield MemoryTransaction(draft, self._verbs, tag=f"t{self._commits}")
        self.world = draft


class MemoryTransaction:
    """One transaction on a copy of the world."""

    def __init__(self, world: World, verbs: Mapping[tuple[str, int], Verb], *, tag: str) -> None:
        self.world = world
        self._verbs = verbs
        self._tag = tag
        self._touched: dict[Key, tuple[int, frozenset[str]]] = {}

    def put(self, table: str, row: Row, scopes: frozenset[str]) -> None:
        """Write a row; an empty set of scopes takes it out of every replica."""
        ver = self.world.rows.get((table, row["id"]), {"ver": 0})["ver"] + 1
        self.world.rows[table, row["id"]] = {**row, "ver": ver}
        self._touched[table, row["id"]] = (ver, scopes)

    def epoch(self) -> str:
        return self.world.epoch

    def expected_seq(self, device: str) -> int:
        return self.lock_device(device).last_seq + 1

    def head(self, scope: str) -> ScopeHead:
        return self.world.heads.get(scope, ScopeHead(0, "", 0, EMPTY))

    def page(self, scope: str, *, after: int, limit: int) -> FeedPage:
        entries = sorted(
            (entry.seq, key, entry.op)
            for key, entry in self.world.feed.get(scope, {}).items()
            if entry.seq > after
        )[:limit]
        put: dict[str, list[Row]] = {}
        for _, key, op in entries:
            if op == "put":
                put.setdefault(key[0], []).append(self.world.rows[key])
        return FeedPage(
            to=entries[-1][0] if entries else after,
            put={table: _columnar(rows) for table, rows in put.items()},
            remove=[key for _, key, op in entries if op == "remove"],
            count=len(entries),
        )

    def lock_device(self, device: str) -> DeviceState:
        return self.world.devices.get(device, DeviceState())

    def count_attempt(self, device: str, seq: int, attempts: int) -> None:
        state = self.lock_device(device)
        self.world.devices[device] = replace(state, attempt_seq=seq, attempts=attempts)

    def entry(self, device: str, seq: int) -> LedgerEntry | None:
        return self.world.ledger.get((device, seq))

    def is_blocked(self, device: str, command: Command) -> bool:
        return any((device, held) in self.world.halted for held in (command.entity, *command.deps))

    def run(self, command: Command) -> Outcome | None:
        verb = self._verbs.get((command.name, command.version))
        return verb(self, command) if verb else None

    def send_to_review(self, device: str, seq: int, command: Command | None, why: Outcome) -> None:
        self.world.reviews.append((device, seq, why))
        if command is not None:
            self.world.halted |= {(device, command.entity), (device, command.id)}

    def publish(self) -> Mapping[str, int]:
        moves: dict[str, dict[Key, tuple[str, int]]] = {}
        for key, (ver, scopes) in self._touched.items():
            held = {s for s, f in self.world.feed.items() if key in f and f[key].op == "put"}
            for scope in scopes | held:
                moves.setdefault(scope, {})[key] = ("put" if scope in scopes else "remove", ver)
        self._touched = {}
        return {scope: self._advance(scope, moves[scope]) for scope in sorted(moves)}

    def _advance(self, scope: str, moves: Mapping[Key, tuple[str, int]]) -> int:
        head = self.head(scope)
        feed = self.world.feed.setdefault(scope, {})
        gone = [row_digest(*k, feed[k].ver) for k in moves if k in feed and feed[k].op == "put"]
        come = [row_digest(*k, ver) for k, (op, ver) in moves.items() if op == "put"]
        for n, (key, (op, ver)) in enumerate(moves.items(), start=1):
            feed[key] = FeedEntry(head.seq + n, op, ver)
        self.world.heads[scope] = ScopeHead(
            seq=head.seq + len(moves),
            tag=self._tag,
            n_rows=head.n_rows + len(come) - len(gone),
            digest=moved(head.digest, gone=gone, come=come),
        )
        return head.seq + len(moves)

    def record(
        self, device: str, envelope: Envelope, command: Command | None, result: Result
    ) -> None:
        del command
        self.world.ledger[device, result.seq] = LedgerEntry(result.seq, envelope.hash, result)
        self.world.devices[device] = DeviceState(result.seq, envelope.hash)


def _columnar(rows: list[Row]) -> TablePage:
    cols = list(rows[0])
    return TablePage(cols, [[row.get(col) for col in cols] for row in rows])
