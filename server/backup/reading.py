"""Read the database file of a backup as it is, past the program's own tables and rules."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """Give the file for reading only; nothing beside it is made, and nothing in it changes."""
    address = f"{database.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        yield connection


def blobs_in(connection: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """Yield hash and size of all photos and signatures that had arrived and stood whole."""
    yield from connection.execute(
        "SELECT sha256, bytes FROM blob WHERE state = 'received' ORDER BY sha256"
    )


def damaged_in(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the hashes of those that the bureau knows to be damaged on its disk."""
    for (sha256,) in connection.execute("SELECT sha256 FROM blob WHERE state <> 'received'"):
        yield sha256
