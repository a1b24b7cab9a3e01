"""What must be true, kept in SQL by somebody who knows neither engine nor client.

It is told of every commit in order and of every restore; what a command means is written here
a second time, in SQL.
"""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

SCHEMA = """
CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT, town TEXT);
CREATE TABLE visit (id TEXT PRIMARY KEY, note TEXT, town TEXT, by TEXT);
CREATE TABLE fate (device TEXT, seq INTEGER, id TEXT, entity TEXT, status TEXT, hash TEXT,
                   settled INTEGER, body TEXT,
                   PRIMARY KEY (device, seq));
CREATE TABLE closed (device TEXT PRIMARY KEY);
CREATE TABLE forked (device TEXT PRIMARY KEY);
"""
LATER = 2
FOR_REVIEW = ("conflict", "rejected", "quarantined", "blocked")


class ViolationError(BaseException):
    """An invariant is broken; not even the engine's own catch-all may swallow that."""


@dataclass(frozen=True)
class Commit:
    """One command as the bureau committed it, or a change that the office made itself.

    `excused`: the bureau was killed so often that it may take any command for poison.
    """

    device: str
    seq: int
    body: str
    status: str
    hash: str
    excused: bool = False


@dataclass(frozen=True)
class Settled:
    """A person settled what waited of an entity."""

    device: str
    entity: str


@dataclass(frozen=True)
class Rerun:
    """A command that had been put aside ran again."""

    device: str
    seq: int
    status: str


@dataclass(frozen=True)
class Closed:
    """Another device has taken the place of this one; what it still sends is not run."""

    device: str


@dataclass(frozen=True)
class Forked:
    """Two phones go on from the store of this device; nothing of it runs by itself any more."""

    device: str


@dataclass(frozen=True)
class Upgraded:
    """From now on the bureau knows the later version of a command."""


Event = Commit | Settled | Rerun | Closed | Forked | Upgraded


class Oracle:
    """The expected rows and fates after a list of commits."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.is_upgraded = False
        self._db = self._fresh()

    def hear(self, event: Event) -> None:
        """Take an event in; complain when the bureau's verdict is not the one that SQL gives."""
        self.events.append(event)
        self._apply(event)

    def restore(self, events: Iterable[Event]) -> None:
        """Go back to when only these had happened; the bureau's software stays what it is."""
        was_upgraded, self.is_upgraded = self.is_upgraded, False
        self.events = list(events)
        self._db.close()
        self._db = self._fresh()
        for event in self.events:
            self._apply(event)
        if was_upgraded and not self.is_upgraded:
            self.hear(Upgraded())

    def rows_in(self, towns: set[str]) -> dict[tuple[str, str], dict[str, Any]]:
        """Return the rows that a phone of these towns must hold, without their versions."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for table, columns in (("note", "id, text, town"), ("visit", "id, note, town, by")):
            names = columns.split(", ")
            for row in self._db.execute(f"SELECT {columns} FROM {table}"):  # noqa: S608
                values = dict(zip(names, row, strict=True))
                if values["town"] in towns:
                    found[table, values["id"]] = values
        return found

    def fate(self, command_id: str) -> str | None:
        """Return what became of a command; None when the bureau never committed it."""
        rows = self._db.execute("SELECT status FROM fate WHERE id = ?", (command_id,)).fetchall()
        if len(rows) > 1:
            # What both phones of a fork had made before is a duplicate when the other one says it.
            rows = [row for row in rows if row != ("duplicate",)]
        if len(rows) > 1:
            raise ViolationError(f"I2: {command_id} was taken in {len(rows)} times")
        return rows[0][0] if rows else None

    def halted(self) -> set[tuple[str, str]]:
        """Return device and entity of all that waits for a person."""
        query = "SELECT device, entity FROM fate WHERE settled = 0 AND status <> 'blocked'"
        return set(self._db.execute(query))

    def is_closed(self, device: str) -> bool:
        """Return whether another device has taken the place of this one."""
        ((closed,),) = self._db.execute("SELECT count(*) FROM closed WHERE device = ?", (device,))
        return bool(closed)

    def is_forked(self, device: str) -> bool:
        """Return whether two phones go on from the store of this device."""
        ((forked,),) = self._db.execute("SELECT count(*) FROM forked WHERE device = ?", (device,))
        return bool(forked)

    def is_put_aside(self, device: str) -> bool:
        """Return whether nothing that this device sends is to run by itself."""
        return self.is_closed(device) or self.is_forked(device)

    def last_seq(self, device: str) -> int:
        """Return how far the ledger of a device has come."""
        query = "SELECT coalesce(max(seq), 0) FROM fate WHERE device = ?"
        ((last,),) = self._db.execute(query, (device,))
        return int(last)

    def for_review(self, device: str) -> set[int]:
        """Return the seqs of a device that wait for a person."""
        query = "SELECT seq FROM fate WHERE device = ? AND settled = 0"
        return {seq for (seq,) in self._db.execute(query, (device,))}

    def close(self) -> None:
        self._db.close()

    @staticmethod
    def _fresh() -> sqlite3.Connection:
        db = sqlite3.connect(":memory:", isolation_level=None)
        db.executescript(SCHEMA)
        return db

    def _apply(self, event: Event) -> None:
        match event:
            case Commit():
                self._commit(event)
            case Settled(device, entity):
                self._db.execute(
                    "UPDATE fate SET settled = 1 "
                    "WHERE device = ? AND entity = ? AND status <> 'blocked'",
                    (device, entity),
                )
            case Rerun():
                self._rerun(event)
            case Closed(device):
                self._db.execute("INSERT INTO closed VALUES (?)", (device,))
            case Forked(device):
                self._db.execute("INSERT INTO forked VALUES (?)", (device,))
            case Upgraded():
                self.is_upgraded = True

    def _commit(self, commit: Commit) -> None:
        command = json.loads(commit.body)
        is_excused = commit.excused and commit.status == "quarantined"
        is_refused = is_excused or self.is_put_aside(commit.device)
        is_aside = self.is_closed(commit.device) or self.is_forked(commit.device)
        if (is_aside or "again" in command) and self.fate(command["id"]):
            expected = "duplicate"
        else:
            expected = "quarantined" if is_refused else self._verdict(commit.device, command)
        _must_be(commit, commit.status, expected)
        self._db.execute(
            "INSERT INTO fate VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(commit.device, commit.seq, command["id"], command["entity"]),
                *(expected, commit.hash, expected not in FOR_REVIEW, commit.body),
            ),
        )

    def _rerun(self, rerun: Rerun) -> None:
        at = (rerun.device, rerun.seq)
        query = "SELECT body FROM fate WHERE device = ? AND seq = ? AND settled = 0"
        ((body,),) = self._db.execute(query, at).fetchall()
        expected = self._verdict(rerun.device, json.loads(body))
        _must_be(rerun, rerun.status, expected)
        self._db.execute(
            "UPDATE fate SET status = ?, settled = ? WHERE device = ? AND seq = ?",
            (expected, expected not in FOR_REVIEW, *at),
        )

    def _verdict(self, device: str, command: dict[str, Any]) -> str:
        if self._is_blocked(device, command):
            return "blocked"
        args = {**command["args"], "id": command["id"]}
        if command["name"] == "note.put" and command["version"] == LATER:
            if not self.is_upgraded:
                return "quarantined"
            args = args["body"]
        with closing(self._db.cursor()) as db:
            return _run(db, command["name"], command["entity"], args)

    def _is_blocked(self, device: str, command: dict[str, Any]) -> bool:
        query = (
            "SELECT count(*) FROM fate WHERE device = ? AND entity = ? AND settled = 0 AND seq < ?"
        )
        at = (device, command["entity"], command["seq"])
        ((held,),) = self._db.execute(query, at)
        return bool(held)


def _must_be(event: Event, status: str, expected: str) -> None:
    if status != expected:
        raise ViolationError(f"I2: {event} should be {expected}")


def _run(db: sqlite3.Cursor, name: str, entity: str, args: dict[str, Any]) -> str:
    match name:
        case "note.put":
            db.execute(
                "INSERT INTO note VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE "
                "SET text = excluded.text, town = excluded.town",
                (entity, args["text"], args["town"]),
            )
            return _followed(db, entity, args["town"])
        case "note.edit":
            return _edited(db, entity, *args["text"])
        case "note.move":
            db.execute("UPDATE note SET town = ? WHERE id = ?", (args["town"], entity))
            return _followed(db, entity, args["town"]) if db.rowcount else "rejected"
        case "note.visit":
            db.execute(
                "INSERT INTO visit SELECT ?, ?, coalesce("
                "(SELECT town FROM note WHERE id = ?), ?), ?",
                (args["id"], entity, entity, args["town"], args["by"]),
            )
            return "applied"
        case "act.decide" | "number.ask" | "number.void" | "number.return":
            return "applied"
    return "rejected" if name == "note.refuse" else "quarantined"


def _followed(db: sqlite3.Cursor, note: str, town: str) -> str:
    db.execute("UPDATE visit SET town = ? WHERE note = ?", (town, note))
    return "applied"


def _edited(db: sqlite3.Cursor, entity: str, old: str, new: str) -> str:
    found = db.execute("SELECT text FROM note WHERE id = ?", (entity,)).fetchone()
    if found is None:
        return "rejected"
    if found[0] == new:
        return "duplicate"
    if found[0] != old:
        return "conflict"
    db.execute("UPDATE note SET text = ? WHERE id = ?", (new, entity))
    return "applied"
