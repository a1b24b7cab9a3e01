"""The bureau of the simulation: the real engine over the store in memory, which can be killed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random
from typing import Any

from sync import client, engine
from sync.bureau import Bureau
from sync.memory import MemoryStore, MemoryTransaction
from sync.parsing import parse_repair, parse_request
from sync.phone import command_text
from sync.protocol import Command, Envelope, SyncRequest, repair_json, response_json
from sync.repairing import ForeignScopeError, SyncFirstError, repair
from sync.requeueing import WAITING, requeue
from sync.running import MAX_ATTEMPTS, SeqReusedError
from sync.signatures import BadSignatureError
from sync.store import ContentionError, DeviceState, SigningKey
from sync.world import World
from tests.simulation.faults import Faults
from tests.simulation.oracle import (
    Closed,
    Commit,
    Event,
    Forked,
    Oracle,
    Rerun,
    Settled,
    Upgraded,
)
from tests.simulation.town_life import LATER_UPCASTERS, LATER_VERBS, TOWNS, VERBS

OFFICE = "office"
KILLS = ("F5 bureau killed after commit", "F6 bureau killed before commit")
SECRET = "the bureau's key"


@dataclass(frozen=True)
class Backup:
    """The world, and all that had happened in it."""

    world: World
    events: tuple[Event, ...]


class KilledError(BaseException):
    """The bureau's process ended; not even the engine's own catch-all holds it."""


class Key:
    """The bureau's key: a keyed hash is enough where nobody computes against it."""

    def sign(self, message: bytes) -> str:
        return sha256(SECRET.encode() + message).hexdigest()

    def is_genuine(self, message: bytes, receipt: str) -> bool:
        """Return whether the bureau signed this."""
        return self.sign(message) == receipt

    def sign_as(self, device: str, message: bytes) -> str:
        """Return the signature of a phone's own key."""
        return sha256(device.encode() + message).hexdigest()

    def jwk_of(self, device: str) -> dict[str, str]:
        """Return the public key of a phone."""
        return {"of": device}

    def is_signed_by(self, jwk: Mapping[str, str], message: bytes, sig: str) -> bool:
        """Return whether a phone's key signed this."""
        return self.sign_as(jwk["of"], message) == sig


class FaultyStore(MemoryStore):
    """The store in memory, with crashes at its commits and busy moments."""

    verbs = VERBS

    def __init__(self, faults: Faults, oracle: Oracle) -> None:
        super().__init__(self.verbs)
        self.faults = faults
        self.oracle = oracle
        self.told = 0
        self.committed: set[tuple[str, int, str]] = set()

    @contextmanager
    def write(self) -> Iterator[MemoryTransaction]:
        with super().write() as tx:
            yield tx
            if self.faults.strikes("F29 busy database"):
                raise ContentionError
            if self.faults.strikes("F6 bureau killed before commit"):
                raise KilledError
        self._tell_oracle()
        if self.faults.strikes("F5 bureau killed after commit"):
            raise KilledError

    def upgrade(self) -> None:
        """Learn the later version of a command."""
        self._verbs = LATER_VERBS

    def statuses(self, device: str) -> dict[int, str]:
        """Return what the ledger says of each command of a device."""
        ledger = self.world.ledger
        return {seq: one.result.status for (name, seq), one in ledger.items() if name == device}

    def tell_closed(self) -> None:
        """Tell the oracle of devices that are put aside since."""
        for device, state in self.world.devices.items():
            if state.is_forked and not self.oracle.is_forked(device):
                self.oracle.hear(Forked(device))
            if state.is_closed and not self.oracle.is_closed(device):
                self.oracle.hear(Closed(device))

    def _tell_oracle(self) -> None:
        self.tell_closed()
        for (device, seq), entry in list(self.world.ledger.items())[self.told :]:
            self.told += 1
            self.committed.add((device, seq, entry.hash))
            kills = sum(self.faults.fired[kind] for kind in KILLS)
            status, excused = entry.result.status, kills >= MAX_ATTEMPTS
            self.oracle.hear(Commit(device, seq, entry.body, status, entry.hash, excused))


class Office:
    """One bureau: answers phones, keeps backups, is restored from them."""

    store_kind = FaultyStore
    oracle_kind = Oracle

    def __init__(self, faults: Faults, key: Key) -> None:
        self.faults = faults
        self.key = key
        self.oracle = self.oracle_kind()
        self.store = self.store_kind(faults, self.oracle)
        self.members: dict[str, set[str]] = {OFFICE: set(TOWNS)}
        self.owners: dict[str, str] = {OFFICE: OFFICE}
        self.backup = Backup(World(), ())
        self.restores = 0

    @property
    def committed(self) -> set[tuple[str, int, str]]:
        """Return device, seq and hash of every command that was ever committed here."""
        return self.store.committed

    @property
    def is_upgraded(self) -> bool:
        return self.oracle.is_upgraded

    def answer(self, raw: Any, now: str) -> dict[str, Any]:
        """Answer one request as the sync door does."""
        request = parse_request(raw)
        try:
            answer = engine.answer(
                request,
                self._bureau(),
                scopes=lambda _: self.scopes_of(request.device),
                server_time=now,
            )
        except SeqReusedError:
            return {"code": client.FORKED}
        except BadSignatureError as error:
            return {"code": error.why.code}
        return response_json(answer)

    def run(self, command: Command) -> None:
        """Run a command of the bureau itself, as its REST interface does."""
        state = self.store.world.devices.get(OFFICE, DeviceState())
        seq = state.last_seq + 1
        body = command_text(replace(command, seq=seq))
        request = SyncRequest(2, OFFICE, seq, (Envelope(body),))
        with suppress(KilledError, ContentionError):
            list(engine.take(request, self._bureau()))

    def repair(self, raw: Any) -> dict[str, Any] | None:
        """Answer a repair as its door does; None stands for "sync first"."""
        request = parse_repair(raw)
        try:
            found = repair(request, self._bureau(), scopes=lambda _: self.scopes_of(request.device))
        except (SyncFirstError, ForeignScopeError):
            return None
        return repair_json(found)

    def upgrade(self) -> None:
        """Put a later version of the bureau's software in, which runs what waited for it."""
        self.store.upgrade()
        if not self.is_upgraded:
            self.oracle.hear(Upgraded())
        for device in sorted(self.owners):
            self.run_again(device)

    def run_again(self, device: str) -> None:
        """Run what was put aside of a device, and tell the oracle what became of it."""
        before = self.store.statuses(device)
        open_before = self._put_aside(device)
        with suppress(KilledError, ContentionError):
            requeue(device, self._bureau())
        after, still_open = self.store.statuses(device), self._put_aside(device)
        for seq in sorted(open_before):
            if before[seq] != after[seq] or seq not in still_open:
                self.oracle.hear(Rerun(device, seq, after[seq]))

    def _put_aside(self, device: str) -> set[int]:
        with self.store.read() as tx:
            return set(tx.put_aside(device, WAITING))

    def _bureau(self) -> Bureau[MemoryTransaction]:
        upcasters = LATER_UPCASTERS if self.is_upgraded else {}
        key = self.key
        return Bureau(
            self.store,
            key.sign,
            key.is_genuine,
            lambda *_: None,
            upcasters,
            is_signed_by=key.is_signed_by,
        )

    def hear_key(self, device: str) -> None:
        """Register the key of a phone that has none here, as its application does when it can."""
        with MemoryStore.write(self.store) as tx:
            if tx.device(device) and not tx.signing_keys(device):
                tx.register_key(device, SigningKey(self.key.jwk_of(device)))

    def scopes_of(self, device: str) -> list[str]:
        towns = sorted(self.members[self.owners[device]])
        return [f"device:{device}", *(f"town:{town}" for town in towns)]

    def settle(self, random: Random) -> None:
        """Settle one entity of one device that waits for a person."""
        waiting = sorted(self.oracle.halted())
        if waiting:
            device, entity = random.choice(waiting)
            self._settle(device, entity)
            self.run_again(device)

    def _settle(self, device: str, entity: str) -> None:
        """Settle what waits of an entity itself; what is blocked behind it may then go on."""
        waiting = [
            review.seq
            for review in self.store.world.reviews
            if (review.device, review.entity) == (device, entity) and review.halts
            if review.why.status != "blocked"
        ]
        # The settling itself is not under test, so no fault strikes its commit.
        with MemoryStore.write(self.store) as tx:
            for seq in waiting:
                tx.amend_review(device, seq, None)
            tx.publish()
        self.oracle.hear(Settled(device, entity))

    def forget_removals(self, random: Random) -> None:
        """Move the horizon of a scope up to some seq that it has passed."""
        heads = self.store.world.heads
        scope = random.choice(sorted(heads) or [""])
        if scope:
            with MemoryStore.write(self.store) as tx:
                tx.forget(scope, random.randint(heads[scope].horizon, heads[scope].seq))

    def back_up(self) -> None:
        """Keep what a restore brings back; what it holds is durable from now on."""
        self.backup = Backup(self.store.world.copy(), tuple(self.oracle.events))
        for device, state in self.store.world.devices.items():
            durable = replace(state, durable_seq=state.last_seq)
            self.store.world.devices[device] = durable

    def restore(self, *, rotate: bool) -> None:
        """Go back to the newest backup, or to the beginning when there is none."""
        self.store.world = self.backup.world.copy()
        self.oracle.restore(self.backup.events)
        self.store.told = len(self.store.world.ledger)
        self.restores += 1
        self.store.era = f".{self.restores}"
        if rotate:
            self.store.world.epoch = f"e{self.restores}"
