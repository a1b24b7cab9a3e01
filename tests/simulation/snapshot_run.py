"""A run in which scopes start from chunks: built late, gone, spoilt, of worlds that are no more."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sync import client, loading
from sync.bureau import Bureau
from sync.chunking import chunked
from sync.client import Absorbed
from sync.memory import MemoryStore, MemoryTransaction
from sync.phone import Phone
from sync.protocol import Json, Snapshot
from sync.staging import NOTHING
from tests.simulation import acts
from tests.simulation.faults import ROBBED, Faults
from tests.simulation.office import Key, Office
from tests.simulation.phone import SimPhone
from tests.simulation.run import Run
from tests.simulation.town_life import TOWNS

SNAPSHOT_STEPS = 120
# Scopes here have a few dozen rows at most.
SNAPSHOT_ROWS, CHUNK_ROWS, MOST_ROWS = 4, 3, 10_000
# What makes phones start anew, and spoils what they load.
ALWAYS = {
    "F1 request lost",
    "F1 answer cut",
    "F12 store evicted",
    "F24 scopes moved",
    "horizon passed",
    "phone killed",
}
# How likely the builder is at work while a phone loads a chunk.
BUILT_MEANWHILE = 0.25
# How likely something has happened between a snapshot and who starts from it.
CHANGED_SINCE = 0.3
KILLED, GONE, SPOILT = "killed while loading", "chunk gone", "chunk spoilt"
STARTED, REFUSED, WRONG = "scope started from chunks", "snapshot not served", "chunks lack a row"
# Of a scope and the name of a chunk: its bytes, as far as they came; None where it is gone.
Fetch = Callable[[str, str], bytes | None]


class LinkLostError(Exception):
    """Nothing came for a chunk."""


class PhoneKilledError(Exception):
    """The phone was killed while it waited for a chunk."""


class SnapshotOffice(Office):
    """A bureau that builds snapshots when it finds the time; the chunks stand beside its store."""

    def __init__(self, faults: Faults, key: Key) -> None:
        super().__init__(faults, key)
        self.wanted: set[str] = set()
        self.chunks: dict[str, bytes] = {}

    def _bureau(self) -> Bureau[MemoryTransaction]:
        return replace(super()._bureau(), build=self.wanted.update, snapshot_rows=SNAPSHOT_ROWS)

    def build(self) -> None:
        """Build what is wanted of the world as it stands; forget the chunks of what it replaces."""
        world = self.store.world
        with MemoryStore.read(self.store) as tx:
            for scope in sorted(self.wanted & world.heads.keys()):
                world.snapshots[scope] = self._built(tx, scope)
        self.wanted.clear()
        named = {chunk.sha256 for one in world.snapshots.values() for chunk in one.chunks}
        self.chunks = {name: self.chunks[name] for name in named}

    def _built(self, tx: MemoryTransaction, scope: str) -> Snapshot:
        head = tx.heads([scope])[scope]
        tables = dict(tx.page(scope, after=0, limit=MOST_ROWS).put)
        if tables and self.faults.strikes(ROBBED):
            tables.popitem()
            self.faults.fired[WRONG] += 1
        made = list(chunked(tables, _written, CHUNK_ROWS))
        self.chunks |= {chunk.sha256: content for chunk, content in made}
        chunks = [chunk for chunk, _ in made]
        return Snapshot(head.seq, head.tag, head.n_rows, head.digest, chunks)

    def chunk(self, device: str, scope: str, name: str) -> bytes | None:
        """Answer for one chunk as its door does; None where it is gone, or not for this phone."""
        found = self.store.world.snapshots.get(scope)
        is_named = found is not None and any(chunk.sha256 == name for chunk in found.chunks)
        return self.chunks.get(name) if is_named and scope in self.scopes_of(device) else None

    def restore(self, *, rotate: bool) -> None:
        """Go back, while the snapshots that were built since stand where they stood."""
        built = self.store.world.snapshots
        super().restore(rotate=rotate)
        self.store.world.snapshots = dict(built)


@dataclass
class SnapshotPhone(SimPhone):
    """A phone that takes chunks; those that came whole outlive a kill."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def ask(self, state: Phone) -> dict[str, Any]:
        return client.ask(state, limit=self.limit, snapshots=True)

    def load(self, fetch: Fetch) -> None:
        """Load what is awaited, scope by scope, as far as it comes; stage what is whole."""
        for scope in list(self.tab.staged.awaited):
            for name in loading.lacking(self._now(), scope, self.kept):
                if not self._is_taken(name, fetch(scope, name)):
                    return
            self._set(loading.assembled(self._now(), scope, self.kept))
            self.faults.fired[STARTED] += scope not in self.tab.staged.awaited

    def _is_taken(self, name: str, content: bytes | None) -> bool:
        """Keep a chunk that is what it should be; count one that is not."""
        if content is None or not loading.is_intact(name, content):
            self._set(loading.without_chunk(self._now()))
            return False
        self.kept[name] = content
        return True

    def evict(self) -> None:
        super().evict()
        self.kept = {}

    def _now(self) -> Phone:
        return replace(self.state, staged=self.tab.staged)

    def _set(self, state: Phone) -> None:
        self.tab.staged = state.staged
        self.disk.state = replace(state, staged=NOTHING)


class SnapshotRun(Run):
    """The world of one seed."""

    phone_kind = SnapshotPhone
    office_kind = SnapshotOffice

    def __init__(self, seed: int, steps: int = SNAPSHOT_STEPS, key: Key | None = None) -> None:
        self.weights = {**acts.WEIGHTS, build_snapshots: 12, move_somebody: 12}
        super().__init__(seed, steps, key)
        self.faults.chosen |= ALWAYS

    def contact(self, phone: SimPhone) -> Absorbed | None:
        """Ask, take the answer over, and load what it names."""
        absorbed = super().contact(phone)
        if absorbed is not None and isinstance(phone, SnapshotPhone):
            self.load(phone)
        return absorbed

    def load(self, phone: SnapshotPhone) -> None:
        """Load the awaited chunks, as far as they come."""
        try:
            phone.load(partial(self.fetch, phone))
        except LinkLostError:
            return
        except PhoneKilledError:
            self.faults.fired[KILLED] += 1
            phone.open_anew()

    def fetch(self, phone: SnapshotPhone, scope: str, name: str) -> bytes | None:
        """Return what reaches the phone of one chunk; None says that it is gone."""
        if self.faults.strikes("phone killed"):
            raise PhoneKilledError
        if not self.faults.healed and self.random.random() < BUILT_MEANWHILE:
            self.build(anew=True)
        if self.faults.strikes("F1 request lost"):
            raise LinkLostError
        assert isinstance(self.office, SnapshotOffice)
        content = self.office.chunk(phone.state.device, scope, name)
        if content is None:
            self.faults.fired[GONE] += 1
        elif self.faults.strikes("F1 answer cut"):
            self.faults.fired[SPOILT] += 1
            return content[: self.random.randrange(len(content))]
        return content

    def build(self, *, anew: bool = False) -> None:
        """Have the builder come to its turn, for what is wanted or for every town."""
        assert isinstance(self.office, SnapshotOffice)
        if anew:
            self.office.wanted |= {f"town:{town}" for town in TOWNS}
        self.office.build()

    def deliver(self, asked: dict[str, Any]) -> str | None:
        """Answer, and count the snapshots that stand there and do not serve."""
        text = super().deliver(asked)
        answer = json.loads(text) if text else {}
        built = self.office.store.world.snapshots
        anew = {s for s, page in answer.get("scopes", {}).items() if page["from"] == 0}
        self.faults.fired[REFUSED] += len(anew & built.keys()) if asked.get("snapshots") else 0
        return text


def build_snapshots(run: Run) -> None:
    """The bureau's builder comes to its turn."""
    assert isinstance(run, SnapshotRun)
    run.build()


def move_somebody(run: Run) -> None:
    """Somebody goes to other towns, whose scopes start anew from what was built of late."""
    assert isinstance(run, SnapshotRun)
    phone = run.random.choice(run.phones)
    run.office.members[phone.person] = set(run.random.sample(TOWNS, 2))
    run.build(anew=True)
    if run.random.random() < CHANGED_SINCE:
        run.sync(run.random.choice(run.phones))
    run.sync(phone)


def _written(raw: Json) -> bytes:
    return json.dumps(raw).encode()
