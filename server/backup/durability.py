"""How far the chain of each device is safe in a backup."""

import sqlite3
from pathlib import Path

from server.backup.reading import opened
from sync.parsing import MalformedError, parse_command


def reached(database: Path) -> dict[str, int]:
    """Return per device the highest seq up to which all commands and their blobs are there.

    What an earlier backup held is in every later one, so the look begins where the last one ended.
    """
    with opened(database) as connection:
        devices = connection.execute("SELECT id, durable_seq FROM sync_device").fetchall()
        return {device: _reached(connection, device, after) for device, after in devices}


def _reached(connection: sqlite3.Connection, device: str, after: int) -> int:
    commands = connection.execute(
        "SELECT seq, body FROM sync_command WHERE device_id = ? AND seq > ? ORDER BY seq",
        (device, after),
    )
    for seq, body in commands:
        if seq != after + 1 or not all(_arrived(connection, blob) for blob in _declared(body)):
            break
        after = seq
    return after


def _declared(body: str) -> tuple[str, ...]:
    """Return the blobs that a command names; one that cannot be read names none."""
    try:
        return parse_command(body).blobs
    except MalformedError:
        return ()


def _arrived(connection: sqlite3.Connection, sha256: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM blob WHERE sha256 = ? AND state = 'received'", (sha256,)
    )
    return found.fetchone() is not None
