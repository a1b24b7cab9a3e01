"""The storage port in memory: for simulations, and as the shortest statement of its contract."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sync.digest import EMPTY, StandingRow, moved, row_digest
from sync.protocol import Command, Envelope, Result, Snapshot, TablePage
from sync.running import parsed
from sync.store import (
    DeviceState,
    FeedPage,
    LedgerEntry,
    Outcome,
    Refused,
    Repaired,
    ScopeHead,
    Sighting,
    SigningKey,
    Taken,
)
from sync.world import FeedEntry, Key, Review, Row, World

Verb = Callable[["MemoryTransaction", Command], Outcome]
NOWHERE = ScopeHead(0, "", 0, EMPTY)


class MemoryStore:
    """A store whose rows are plain dictionaries with `id`, `ver` and a set of scopes.

    `era` goes into every tag and every new epoch: a simulation that rolls the world back gives
    another one, as chance does in a real database.
    """

    def __init__(self, verbs: Mapping[tuple[str, int], Verb]) -> None:
        self.world = World()
        self.era = ""
        self._verbs = verbs
        self._commits = 0

    @contextmanager
    def read(self) -> Iterator["MemoryTransaction"]:
        yield MemoryTransaction(self.world, self._verbs, tag="")

    @contextmanager
    def write(self) -> Iterator["MemoryTransaction"]:
        self._commits += 1
        draft = self.world.copy()
        yield MemoryTransaction(draft, self._verbs, tag=f"t{self._commits}{self.era}")
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

    def lock_epoch(self) -> str:
        return self.world.epoch

    def rotate_epoch(self) -> None:
        self.world.epoch = f"epoch-{self._tag}"

    def device(self, device: str) -> DeviceState | None:
        return self.world.devices.get(device)

    def signing_keys(self, device: str) -> Sequence[SigningKey]:
        return self.world.keys.get(device, ())

    def register_key(self, device: str, key: SigningKey) -> None:
        """Give a device its next key, by which it signs from what it has announced on."""
        state = self.lock_device(device)
        first = max(state.last_seq, state.announced_head) + 1
        self.world.devices[device] = replace(state, signed_from=state.signed_from or first)
        self.world.keys[device] = (key, *self.signing_keys(device))

    def is_news(self, device: str, announced_head: int) -> bool:
        found = self.device(device)
        return found is None or announced_head > found.announced_head

    def meet(self, device: str, announced_head: int) -> None:
        state = self.lock_device(device)
        known = max(state.announced_head, announced_head)
        self.world.devices[device] = replace(state, announced_head=known)

    def close_device(self, device: str, *, replaced_by: str) -> DeviceState | None:
        del replaced_by
        state = self.lock_device(device)
        if state.is_closed:
            return None
        self.world.devices[device] = replace(state, is_closed=True)
        return state

    def is_forked(self, device: str) -> bool:
        return self.lock_device(device).is_forked

    def fork_device(self, device: str) -> bool:
        state = self.lock_device(device)
        self.world.devices[device] = replace(state, is_forked=True)
        return not state.is_forked

    def lock_device(self, device: str) -> DeviceState:
        return self.world.devices.get(device, DeviceState())

    def count_attempt(self, device: str, seq: int, attempts: int) -> None:
        state = self.lock_device(device)
        self.world.devices[device] = replace(state, attempt_seq=seq, attempts=attempts)

    def heads(self, scopes: Sequence[str]) -> Mapping[str, ScopeHead]:
        return {scope: self.world.heads.get(scope, NOWHERE) for scope in scopes}

    def tag_at(self, scope: str, seq: int) -> str:
        commits = self.world.commits.get(scope, {})
        return commits.get(min((end for end in commits if end >= seq), default=0), "")

    def forget(self, scope: str, horizon: int) -> None:
        """Forget the removals up to `horizon` and the tags of the commits below it."""
        world, feed = self.world, self.world.feed.get(scope, {})
        world.heads[scope] = replace(world.heads[scope], horizon=horizon)
        world.feed[scope] = {
            key: entry for key, entry in feed.items() if entry.op == "put" or entry.seq > horizon
        }
        commits = world.commits[scope]
        world.commits[scope] = {end: tag for end, tag in commits.items() if end >= horizon}

    def page(self, scope: str, *, after: int, limit: int) -> FeedPage:
        entries = sorted(
            (entry.seq, key, entry.op)
            for key, entry in self.world.feed.get(scope, {}).items()
            if entry.seq > after
        )[:limit]
        return FeedPage(
            to=entries[-1][0] if entries else after,
            put=self._tables([key for _, key, op in entries if op == "put"]),
            remove=[key for _, key, op in entries if op == "remove"],
            count=len(entries),
        )

    def snapshot(self, scope: str) -> Snapshot | None:
        return self.world.snapshots.get(scope)

    def standing(self, scope: str) -> Sequence[StandingRow]:
        feed = self.world.feed.get(scope, {})
        return [(*key, entry.ver) for key, entry in feed.items() if entry.op == "put"]

    def rows(self, scope: str, wanted: Sequence[StandingRow]) -> Mapping[str, TablePage]:
        del scope
        return self._tables([(table, row_id) for table, row_id, _ in wanted])

    def _tables(self, keys: Sequence[Key]) -> Mapping[str, TablePage]:
        put: dict[str, list[Row]] = {}
        for table, row_id in keys:
            put.setdefault(table, []).append(self.world.rows[table, row_id])
        return {table: _columnar(rows) for table, rows in put.items()}

    def entry(self, device: str, seq: int) -> LedgerEntry | None:
        return self.world.ledger.get((device, seq))

    def is_taken(self, command_id: str) -> bool:
        ledger = self.world.ledger.values()
        commands = (parsed(entry.body, entry.seq) for entry in ledger)
        return any(command is not None and command.id == command_id for command in commands)

    def is_blocked(self, device: str, command: Command) -> bool:
        return any(
            review.device == device
            and review.halts
            and review.seq < command.seq
            and (review.entity == command.entity or review.command_id in command.deps)
            for review in self.world.reviews
        )

    def run(self, command: Command) -> Outcome | None:
        verb = self._verbs.get((command.name, command.version))
        return verb(self, command) if verb else None

    run_unprotected = run

    def foresee(self, commands: Sequence[Command]) -> None:
        """Do nothing: everything is at hand."""

    def send_to_review(self, device: str, seq: int, command: Command | None, why: Outcome) -> None:
        entity, command_id = (command.entity, command.id) if command else ("", "")
        self._keep(len(self.world.reviews), Review(device, seq, entity, command_id, why))

    def put_aside(self, device: str, codes: Collection[str]) -> Sequence[int]:
        open_here = [r for r in self.world.reviews if r.is_open and r.device == device]
        return sorted(r.seq for r in open_here if r.why.problem and r.why.problem.code in codes)

    def amend(self, device: str, result: Result) -> None:
        entry = self.world.ledger[device, result.seq]
        self.world.ledger[device, result.seq] = replace(entry, result=result)

    def amend_review(self, device: str, seq: int, why: Outcome | None) -> None:
        for n, review in enumerate(self.world.reviews):
            is_of_it = review.command_id and (review.device, review.seq) == (device, seq)
            if review.is_open and is_of_it:
                left = why or review.why
                self._keep(n, replace(review, is_open=why is not None, why=left))

    def _keep(self, n: int, review: Review) -> None:
        """Write a review into the list and into its device's own scope."""
        self.world.reviews[n:] = [review, *self.world.reviews[n + 1 :]]
        row = {"id": f"r{n}", "seq": review.seq, "status": review.why.status}
        open_row = {**row, "is_open": review.is_open}
        self.put("review", open_row, frozenset({f"device:{review.device}"}))

    def keep_refused(self, device: str, refused: Refused) -> None:
        self.world.refused.setdefault((device, refused.envelope.hash), refused)

    def note(self, device: str, sighting: Sighting) -> None:
        key = (sighting.kind, device, sighting.scope)
        seen = self.world.sightings.get(key, ())
        if sighting not in seen[-1:]:
            self.world.sightings[key] = (*seen, sighting)

    def note_repair(self, device: str, repaired: Repaired) -> None:
        self.world.repairs.append((device, repaired))

    def publish(self) -> Mapping[str, int]:
        moves: dict[str, dict[Key, tuple[str, int]]] = {}
        for key, (ver, scopes) in self._touched.items():
            held = {s for s, f in self.world.feed.items() if key in f and f[key].op == "put"}
            for scope in scopes | held:
                moves.setdefault(scope, {})[key] = ("put" if scope in scopes else "remove", ver)
        self._touched = {}
        return {scope: self._advance(scope, moves[scope]) for scope in sorted(moves)}

    def _advance(self, scope: str, moves: Mapping[Key, tuple[str, int]]) -> int:
        head = self.heads([scope])[scope]
        feed = self.world.feed.setdefault(scope, {})
        gone = [row_digest(*k, feed[k].ver) for k in moves if k in feed and feed[k].op == "put"]
        come = [row_digest(*k, ver) for k, (op, ver) in moves.items() if op == "put"]
        for n, (key, (op, ver)) in enumerate(moves.items(), start=1):
            feed[key] = FeedEntry(head.seq + n, op, ver)
        seq = head.seq + len(moves)
        self.world.commits.setdefault(scope, {})[seq] = self._tag
        self.world.heads[scope] = replace(
            head,
            seq=seq,
            tag=self._tag,
            n_rows=head.n_rows + len(come) - len(gone),
            digest=moved(head.digest, gone=gone, come=come),
        )
        return seq

    def record(self, device: str, taken: Sequence[Taken]) -> None:
        for envelope, _, result in taken:
            self._record(device, envelope, result)

    def _record(self, device: str, envelope: Envelope, result: Result) -> None:
        entry = LedgerEntry(result.seq, envelope.hash, envelope.body, result)
        self.world.ledger[device, result.seq] = entry
        state = self.lock_device(device)
        is_first = envelope.sig is not None and self.signing_keys(device) and not state.signed_from
        self.world.devices[device] = replace(
            state,
            signed_from=result.seq if is_first else state.signed_from,
            last_seq=result.seq,
            head_hash=envelope.hash,
            attempt_seq=0,
            attempts=0,
        )


def _columnar(rows: list[Row]) -> TablePage:
    cols = list(rows[0])
    return TablePage(cols, [[row.get(col) for col in cols] for row in rows])
