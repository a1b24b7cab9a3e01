"""The database of a backup: one file of SQLite, whatever it was copied from."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection

from server.backup import tables
from server.backup.refusals import OtherVersion
from server.core import doors, feed
from server.core.durable_files import sync_file


def copy_out(place: Path) -> tuple[str, Mapping[str, int]]:
    """Copy the running database as of one moment; return its epoch and the rows of each table."""
    place.touch(mode=0o600)
    with doors.reading() as session:
        connection = session.connection()
        if tables.revision(connection) != newest_revision():
            raise OtherVersion("请先执行 doorstep migrate，再备份。")
        counts = _copy(connection, place)
        epoch = feed.epoch(session)
    seal(place)
    return epoch, counts


def newest_revision() -> str:
    """Return the form of the tables that this program works with."""
    config = current_app.extensions["migrate"].migrate.get_config()
    head = ScriptDirectory.from_config(config).get_current_head()
    assert head is not None, "there are migrations"
    return head


def seal(place: Path) -> None:
    """Leave one file on disk that can be read without anything beside it."""
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    sync_file(place)


def _copy(source: Connection, place: Path) -> Mapping[str, int]:
    engine = create_engine(f"sqlite:///{place}")
    try:
        with engine.connect().execution_options(writes=True) as target, target.begin():
            return tables.copy(source, target)
    finally:
        engine.dispose()
