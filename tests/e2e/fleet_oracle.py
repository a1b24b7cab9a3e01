"""What must be true after a run of the fleet, kept in SQL by somebody who knows neither side.

It is told what stood in the registry before and every command in the order in which the bureau took
it in; what a command means is written here a second time, in SQL.
"""

import json
import sqlite3
from collections.abc import Iterable

SCHEMA = """
CREATE TABLE officer (device TEXT PRIMARY KEY, person TEXT, name TEXT);
CREATE TABLE enterprise (id TEXT PRIMARY KEY, contact_name TEXT);
CREATE TABLE visit (id TEXT PRIMARY KEY, enterprise_id TEXT, guidance TEXT, state TEXT);
CREATE TABLE participant (visit_id TEXT, person TEXT, PRIMARY KEY (visit_id, person));
CREATE TABLE fate (device TEXT, seq INTEGER, id TEXT UNIQUE, entity TEXT, status TEXT,
                   PRIMARY KEY (device, seq));
"""
BLOCKED = """
SELECT count(*) FROM fate WHERE device = ? AND entity = ? AND seq < ?
AND status IN ('conflict', 'rejected', 'quarantined', 'blocked')
"""
JOINED = """
UPDATE visit SET guidance = guidance || char(10) || '【' ||
(SELECT name FROM officer WHERE device = ?) || '】' || ? WHERE enterprise_id = ? RETURNING id
"""


class FleetOracle:
    """Expected visits, contacts and fates."""

    def __init__(
        self, officers: Iterable[tuple[str, str, str]], contacts: Iterable[tuple[str, str]]
    ) -> None:
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        self._db.executescript(SCHEMA)
        self._db.executemany("INSERT INTO officer VALUES (?, ?, ?)", officers)
        self._db.executemany("INSERT INTO enterprise VALUES (?, ?)", contacts)

    def hear(self, device: str, body: str) -> str:
        """Take a command in; return what must become of it."""
        command = json.loads(body)
        at = (device, command["entity"], command["seq"])
        ((held,),) = self._db.execute(BLOCKED, at)
        status = "blocked" if held else self._verdict(device, command)
        fate = (device, command["seq"], command["id"], command["entity"], status)
        self._db.execute("INSERT INTO fate VALUES (?, ?, ?, ?, ?)", fate)
        return status

    def visits(self) -> dict[str, tuple[str, str, str, frozenset[str]]]:
        """Return enterprise, guidance, state and participants of each visit."""
        rows = self._db.execute("SELECT id, enterprise_id, guidance, state FROM visit").fetchall()
        query = "SELECT person FROM participant WHERE visit_id = ?"
        people = {row[0]: frozenset(p for (p,) in self._db.execute(query, row[:1])) for row in rows}
        return {row[0]: (*row[1:], people[row[0]]) for row in rows}

    def contacts(self) -> dict[str, str]:
        """Return the contact of each enterprise."""
        return dict(self._db.execute("SELECT id, contact_name FROM enterprise"))

    def close(self) -> None:
        self._db.close()

    def _verdict(self, device: str, command: dict) -> str:
        args, entity = command["args"], command["entity"]
        match command["name"]:
            case "visit.close":
                return self._closed(device, entity, args)
            case "visit.correct":
                change = "UPDATE visit SET guidance = ? WHERE id = ? AND guidance = ?"
                old, new = args["changes"]["guidance"]
            case "visit.withdraw":
                change = "UPDATE visit SET state = ? WHERE id = ? AND state = ?"
                old, new = "closed", "withdrawn"
            case _:
                change = "UPDATE enterprise SET contact_name = ? WHERE id = ? AND contact_name = ?"
                old, new = args["changes"]["contact_name"]
        done = self._db.execute(change, (new, entity, old)).rowcount
        return "applied" if done else "conflict"

    def _closed(self, device: str, visit: str, args: dict) -> str:
        joined = self._db.execute(JOINED, (device, args["guidance"], args["enterprise_id"]))
        known = joined.fetchone()
        if known is None:
            facts = (visit, args["enterprise_id"], args["guidance"])
            self._db.execute("INSERT INTO visit VALUES (?, ?, ?, 'closed')", facts)
        people = [(known[0] if known else visit, person) for person in args["participants"]]
        self._db.executemany("INSERT OR IGNORE INTO participant VALUES (?, ?)", people)
        return "merged" if known else "applied"
