"""What happens at the border of each phone of a run, so that the other core can repeat it.

A trace has, for each phone, its inputs in order (commands, requests with the answers that reached
it, kills, lost stores) and after each of them what the reference client then knew. Receipts are
real ES256, so a seed gives the same trace every time.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sync.client import Absorbed
from sync.protocol import Command
from sync.staging import Key as RowKey
from sync.staging import Row
from tests.simulation.curve import CurveKey
from tests.simulation.office import Key
from tests.simulation.oracle import ViolationError
from tests.simulation.phone import SimPhone, Tab
from tests.simulation.run import Run
from tests.simulation.snapshot_run import Fetch, SnapshotPhone, SnapshotRun

Json = dict[str, Any]


@dataclass(frozen=True)
class Laid:
    """What a command will probably make of a note; `changes`: the note was there before."""

    note: str
    text: str
    changes: bool


@dataclass
class RecordedPhone(SimPhone):
    """A phone that writes down what reaches it. Each command lays its id over its note's text."""

    events: list[Json] = field(default_factory=list)
    laid: dict[int, Laid] = field(default_factory=dict)
    first_device: str = field(init=False)
    split: set[tuple[str, RowKey, int]] = field(default_factory=set)
    tab_number: int = 0
    frozen: list[tuple[Tab, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first_device = self.state.device

    def issue(self, command: Command) -> bool:
        seq, was_there = self.state.next_seq, self.shown(command.entity) is not None
        is_saved = super().issue(command)
        if is_saved:
            self.laid[seq] = Laid(command.entity, command.id, was_there)
        parts = ("id", "name", "version", "entity", "args")
        self._write(
            "issue",
            at=int(datetime.fromisoformat(command.device_time).timestamp() * 1000),
            wish={part: getattr(command, part) for part in parts},
            body=self.state.outbox[seq].body if is_saved else None,
        )
        return is_saved

    def begin(self) -> Json:
        asked = super().begin()
        known = {**asked, "digest": None} if self._split() else asked
        self._write("ask", tab=self.tab_number, asked=known)
        return asked

    def hear(self, text: str | None, now_ms: int, tab: Tab | None = None) -> Absorbed | None:
        number = self._number_of(tab or self.tab)
        absorbed = super().hear(text, now_ms, tab)
        then = absorbed and {
            "acked": absorbed.acked,
            "forged": absorbed.forged,
            "more": absorbed.more,
        }
        self._write("hear", tab=number, at=now_ms, answer=text, then=then, state=self.summary())
        return absorbed

    def hear_repair(self, asked: Json, text: str | None) -> None:
        asked = {**asked, "buckets": None} if asked["scope"] in self._split() else asked
        super().hear_repair(asked, text)
        self._write("repair", tab=self.tab_number, asked=asked, answer=text, state=self.summary())

    def open_anew(self) -> None:
        super().open_anew()
        self._write("close", tab=self.tab_number)
        self.tab_number += 1

    def freeze(self) -> Tab:
        frozen = super().freeze()
        self.frozen.append((frozen, self.tab_number))
        self.tab_number += 1
        return frozen

    def evict(self) -> None:
        super().evict()
        self.laid.clear()
        self._write("evict", state=self.summary())
        self.tab_number += 1

    def summary(self) -> Json:
        """Return what is the same in every right client."""
        state, split = self.state, self._split()
        doubtful = {row_id for _, (_, row_id), _ in self.split}
        return {
            "device": state.device,
            "chain": [state.next_seq, state.head],
            "epoch": state.epoch,
            "last_receipt": state.last_receipt,
            "durable_through": state.durable_through,
            "replaces": state.replaces,
            "proof": state.proof,
            "defects": state.defects,
            "scopes": {
                scope: [held.seq, held.tag, len(held.rows), None if scope in split else held.digest]
                for scope, held in state.scopes.items()
            },
            "outbox": [
                f"{seq} {entry.status or 'waits'}{'' if entry.settled else ' unsettled'}"
                for seq, entry in sorted(state.outbox.items())
            ],
            "suspect": sorted(state.suspect),
            "overlaid": {
                note: None if note in doubtful else self.shown(note)
                for note in sorted({laid.note for laid in self._layers()})
            },
            "doubtful": sorted(doubtful),
        }

    def trace(self) -> Json:
        """Return all that happened to this phone, and what it then held."""
        return {"device": self.first_device, "events": self.events, "rows": self._rows()}

    def _rows(self) -> dict[str, list[Row]]:
        """Return all confirmed rows by table, in order of their ids."""
        rows = {key: row for held in self.state.scopes.values() for key, row in held.rows.items()}
        found: dict[str, list[Row]] = {}
        for (table, _), row in sorted(rows.items()):
            found.setdefault(table, []).append(row)
        return found

    def shown(self, note: str) -> Row | None:
        """Return the row of a note as a screen shows it, with what waits laid over it."""
        held = self.state.scopes.values()
        rows = [one.rows["note", note] for one in held if ("note", note) in one.rows]
        row = max(rows, key=lambda row: row["ver"], default=None)
        for laid in self._layers():
            if laid.note != note:
                continue
            hidden = laid.changes and row is None
            row = (
                None
                if hidden
                else {"ver": 0, **(row or {}), "text": laid.text, "id": note, "waiting": True}
            )
        return row

    def _split(self) -> set[str]:
        """Name the scopes that came to share a row in different versions, as a page lacked some.

        A client may keep one row for all scopes, or one for each, and then counts otherwise for as
        long as that row stands there.
        """
        standing = {
            (scope, key, row["ver"])
            for scope, held in self.state.scopes.items()
            for key, row in held.rows.items()
        }
        vers: dict[RowKey, set[int]] = {}
        for _, key, ver in standing:
            vers.setdefault(key, set()).add(ver)
        self.split = {one for one in standing if one in self.split or len(vers[one[1]]) > 1}
        return {scope for scope, _, _ in self.split}

    def _layers(self) -> list[Laid]:
        outbox = self.state.outbox
        standing = [seq for seq, entry in sorted(outbox.items()) if not entry.settled]
        return [self.laid[seq] for seq in standing]

    def _number_of(self, tab: Tab) -> int:
        return next((n for frozen, n in self.frozen if frozen is tab), self.tab_number)

    def _write(self, what: str, **more: Any) -> None:
        self.events.append({"do": what, **more})


@dataclass
class RecordedSnapshotPhone(RecordedPhone, SnapshotPhone):
    """One that writes down the chunks too: those that reached it, and which scopes are left."""

    def load(self, fetch: Fetch) -> None:
        if not self.tab.staged.awaited:
            return
        came: dict[str, str | None] = {}

        def noted(scope: str, name: str) -> bytes | None:
            content = fetch(scope, name)
            came[name] = None if content is None else b64encode(content).decode()
            return content

        try:
            super().load(noted)
        finally:
            left = sorted(self.tab.staged.awaited)
            self._write("load", tab=self.tab_number, came=came, awaited=left, state=self.summary())


class RecordedRun(Run):
    phone_kind = RecordedPhone


class RecordedSnapshotRun(SnapshotRun):
    phone_kind = RecordedSnapshotPhone


# What stands before the seed in the name of a trace.
CHUNKED = "chunks-"


def run_of(name: str, key: Key | None = None) -> Run:
    """Return the run whose trace has this name, not yet begun."""
    seed = int(name.removeprefix(CHUNKED))
    kind = RecordedSnapshotRun if name.startswith(CHUNKED) else RecordedRun
    return kind(seed, key=key)


def trace_of(name: str) -> Json:
    """Run a seed to its end, or to where it breaks an invariant; return its trace."""
    key = CurveKey()
    run = run_of(name, key)
    try:
        struck = run.go()
    except ViolationError:
        struck = run.faults.fired
    return {
        "seed": run.seed,
        "struck": dict(sorted((+struck).items())),
        "key": key.jwk,
        "phone_keys": key.phones,
        "phones": [phone.trace() for phone in run.phones if isinstance(phone, RecordedPhone)],
    }
