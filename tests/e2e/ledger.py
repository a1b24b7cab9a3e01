"""What the bureau really holds, read from its database past the application."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from math import cos, hypot, radians
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Known:
    """An enterprise of the registry."""

    id: str
    name: str
    code: str
    initials: str


@dataclass(frozen=True)
class Ledger:
    """The database in the data folder of a bureau, running or not."""

    folder: Path

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with closing(sqlite3.connect(self.folder / "doorstep.db", timeout=30)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(query, values).fetchall()

    def enterprise(self, n: int) -> Known:
        """The n-th enterprise of 长安镇 that nobody has visited."""
        row = self.rows(
            "SELECT e.id, e.name, e.code, e.initials FROM enterprise e JOIN town t"
            " ON t.id = e.town_code WHERE t.name = '长安镇' AND NOT EXISTS"
            " (SELECT 1 FROM visit v WHERE v.enterprise_id = e.id)"
            " ORDER BY e.code LIMIT 1 OFFSET ?",
            (n,),
        )[0]
        return Known(row["id"], row["name"], row["code"], row["initials"])

    def placed_by_distance(self, latitude: float, longitude: float) -> list[str]:
        """The enterprises of 长安分局 that somebody checked in at, the nearest first."""
        rows = self.rows(
            "SELECT e.name, e.lat_e7, e.lng_e7 FROM enterprise e JOIN town t ON t.id = e.town_code"
            " JOIN branch b ON b.id = t.branch_id"
            " WHERE b.name = '长安分局' AND e.lat_e7 IS NOT NULL"
        )
        east = cos(radians(latitude))
        return [
            row["name"]
            for row in sorted(
                rows,
                key=lambda row: hypot(
                    row["lat_e7"] / 1e7 - latitude, (row["lng_e7"] / 1e7 - longitude) * east
                ),
            )
        ]

    def visits(self, enterprise_id: str) -> list[sqlite3.Row]:
        return self.rows("SELECT * FROM visit WHERE enterprise_id = ?", (enterprise_id,))

    def participants(self, visit_id: str) -> set[str]:
        rows = self.rows(
            "SELECT login FROM person p JOIN visit_participant v ON v.person_id = p.id"
            " WHERE visit_id = ?",
            (visit_id,),
        )
        return {row["login"] for row in rows}

    def findings(self, visit_id: str) -> list[str]:
        rows = self.rows("SELECT text FROM finding WHERE visit_id = ? ORDER BY text", (visit_id,))
        return [row["text"] for row in rows]

    def photo_states(self, visit_id: str) -> list[str]:
        rows = self.rows("SELECT state FROM photo WHERE visit_id = ?", (visit_id,))
        return [row["state"] for row in rows]

    def commands(self, entity: str) -> list[tuple[str, str]]:
        """Name and status of every command about an entity, oldest first."""
        rows = self.rows(
            "SELECT name, status FROM sync_command WHERE entity = ? ORDER BY received_at, seq",
            (entity,),
        )
        return [(row["name"], row["status"]) for row in rows]
