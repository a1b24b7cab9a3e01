"""What must be true of leases, keys and tickets, in SQL, by somebody who knows none of their rules.

Like all that the oracle was told of, it goes back when the bureau is put back.
"""

import json
import sqlite3
from dataclasses import dataclass

from tests.simulation.oracle import Commit, Event, Oracle, ViolationError

SCHEMA = """
CREATE TABLE officer (person TEXT PRIMARY KEY, branch TEXT, active INTEGER);
CREATE TABLE lease (id TEXT PRIMARY KEY, device TEXT, person TEXT, branch TEXT,
                    starts INTEGER, ends INTEGER, ended INTEGER);
CREATE TABLE revoked (device TEXT PRIMARY KEY);
CREATE TABLE uncovered (device TEXT, seq INTEGER, PRIMARY KEY (device, seq));
CREATE TABLE ticket (code TEXT PRIMARY KEY, person TEXT, branch TEXT, until INTEGER,
                     device TEXT, ended INTEGER DEFAULT 0, confirmed INTEGER DEFAULT 0);
CREATE TABLE vouched (device TEXT PRIMARY KEY);
"""
COVERED = """
SELECT count(*) FROM lease JOIN officer USING (person)
WHERE person = :by AND lease.branch = officer.branch
  AND (device = :device OR ended IS NOT NULL)
  AND starts <= :at AND :at < min(ends, coalesce(ended, ends))
"""
MAY_USE = """
SELECT count(*) FROM ticket JOIN officer USING (person)
WHERE code = :code AND person = :person
  AND (device = :device AND (confirmed OR NOT ended)
       OR device IS NULL AND NOT ended AND until > :at AND ticket.branch = officer.branch)
"""
MAY_CONFIRM = """
SELECT count(*) FROM ticket JOIN officer USING (person)
WHERE code = :code AND device IS NOT NULL AND NOT ended AND NOT confirmed AND until > :at
  AND ticket.branch = officer.branch
"""
TEN_MINUTES_MS = 600_000


@dataclass(frozen=True)
class Placed:
    """An officer belongs to a branch from now on, and may sign in or not."""

    person: str
    branch: str
    active: bool


@dataclass(frozen=True)
class Granted:
    """The bureau has signed a lease, widened it, or noted its end."""

    id: str
    device: str
    person: str
    branch: str
    starts: int
    ends: int
    ended: int | None


@dataclass(frozen=True)
class Revoked:
    """The key of a phone was revoked."""

    device: str


@dataclass(frozen=True)
class Invited:
    """The desk made a ticket."""

    code: str
    person: str
    at: int


@dataclass(frozen=True)
class Used:
    """A phone told a code, and was taken or refused."""

    code: str
    device: str
    person: str
    at: int
    is_taken: bool


@dataclass(frozen=True)
class Judged:
    """The desk confirmed a ticket or tried to, or ended it."""

    code: str
    at: int
    wish: str
    is_done: bool


@dataclass(frozen=True)
class Vouched:
    """Somebody of the desk took the work of a phone in from a file."""

    device: str


TrustEvent = Placed | Granted | Revoked | Invited | Used | Judged | Vouched


class TrustOracle(Oracle):
    """Also knows who may do what."""

    def tell(self, event: TrustEvent) -> None:
        """Take an event in; complain when the bureau did what it must not."""
        self.events.append(event)
        self._take(event)

    def is_put_aside(self, device: str) -> bool:
        is_revoked = self._count("SELECT count(*) FROM revoked WHERE device = :of", of=device)
        return super().is_put_aside(device) or bool(is_revoked)

    def uncovered(self) -> set[tuple[str, int]]:
        """Return device and seq of all acts that no lease covered."""
        return set(self._db.execute("SELECT device, seq FROM uncovered"))

    @staticmethod
    def _fresh() -> sqlite3.Connection:
        db = Oracle._fresh()
        db.executescript(SCHEMA)
        return db

    def _apply(self, event: Event | TrustEvent) -> None:
        if isinstance(event, TrustEvent):
            self._take(event)
        else:
            super()._apply(event)

    def _commit(self, commit: Commit) -> None:
        self._must_be_let_in(commit.device)
        super()._commit(commit)
        command = json.loads(commit.body)
        if command["name"] == "act.decide" and commit.status == "applied":
            told = {name: command["args"][name] for name in ("by", "device")}
            if not self._count(COVERED, **told, at=command["args"]["decided_at"]):
                at = (commit.device, commit.seq)
                self._db.execute("INSERT INTO uncovered VALUES (?, ?)", at)

    def _must_be_let_in(self, device: str) -> None:
        if device == "office" or self._count(
            "SELECT count(*) FROM vouched WHERE device = :of", of=device
        ):
            return
        query = "SELECT count(*) FROM ticket JOIN officer USING (person)"
        query += " WHERE device = :of AND confirmed AND active"
        if not self._count(query, of=device):
            raise ViolationError(f"E3: {device} was not let in, and its command was taken in")

    def _take(self, event: TrustEvent) -> None:
        run = self._db.execute
        match event:
            case Placed(person, branch, active):
                run("INSERT OR REPLACE INTO officer VALUES (?, ?, ?)", (person, branch, active))
            case Granted():
                row = (event.id, event.device, event.person, event.branch)
                times = (event.starts, event.ends, event.ended)
                run("INSERT OR REPLACE INTO lease VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, *times))
            case Revoked(device):
                run("INSERT OR IGNORE INTO revoked VALUES (?)", (device,))
            case Vouched(device):
                run("INSERT OR IGNORE INTO vouched VALUES (?)", (device,))
            case Invited():
                self._invited(event)
            case Used():
                self._used(event)
            case Judged():
                self._judged(event)

    def _invited(self, event: Invited) -> None:
        ends = "UPDATE ticket SET ended = 1 WHERE person = ? AND NOT confirmed"
        self._db.execute(ends, (event.person,))
        made = "INSERT INTO ticket (code, person, branch, until) SELECT ?, person, branch, ?"
        of = (event.code, event.at + TEN_MINUTES_MS, event.person)
        self._db.execute(f"{made} FROM officer WHERE person = ?", of)

    def _used(self, event: Used) -> None:
        told = {"code": event.code, "device": event.device, "person": event.person}
        may = bool(self._count(MAY_USE, **told, at=event.at))
        if may != event.is_taken:
            raise ViolationError(f"E1: {event} should be {may}")
        if event.is_taken:
            sets = "UPDATE ticket SET device = ?, until = ? WHERE code = ? AND device IS NULL"
            self._db.execute(sets, (event.device, event.at + TEN_MINUTES_MS, event.code))

    def _judged(self, event: Judged) -> None:
        if event.wish == "decline":
            ends = "UPDATE ticket SET ended = 1 WHERE code = ? AND NOT confirmed"
            self._db.execute(ends, (event.code,))
            return
        may = bool(self._count(MAY_CONFIRM, code=event.code, at=event.at))
        if may != event.is_done:
            raise ViolationError(f"E2: {event} should be {may}")
        if event.is_done:
            self._db.execute("UPDATE ticket SET confirmed = 1 WHERE code = ?", (event.code,))

    def _count(self, query: str, **told: object) -> int:
        ((count,),) = self._db.execute(query, told)
        return int(count)
