"""Counting what the database is asked: it says what something costs, where times say nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from server.core.db import db


@contextmanager
def counting() -> Iterator[list[str]]:
    """Give the statements that the database is sent; many rows by one statement are one."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
