"""How the database is opened, and what is said when it cannot write."""

import errno
import sqlite3

import pytest
from sqlalchemy import exc

from server.config import from_environment
from server.core.db import db
from server.core.doors import is_contention, is_disk_full


def test_sqlite_keeps_every_commit_through_a_power_cut(app):
    if db.engine.dialect.name != "sqlite":
        return
    with db.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_postgresql_url_needs_no_driver_name(monkeypatch, scheme):
    monkeypatch.setenv("DOORSTEP_DATABASE_URL", f"{scheme}://office@db/doorstep")

    assert from_environment().database_url == "postgresql+psycopg://office@db/doorstep"


def test_a_full_disk_is_known_wherever_it_shows():
    full = exc.OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    assert is_disk_full(full)
    assert is_disk_full(OSError(errno.ENOSPC, "no space"))
    assert not is_disk_full(ValueError())


def test_a_locked_database_is_contention_and_not_a_bug():
    locked = exc.OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked"))

    assert is_contention(locked)
    assert not is_disk_full(locked)
