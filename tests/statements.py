"""Counting what the database is asked: it says what something costs, where times say nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine.interfaces import CacheStats

from server.core.db import db


@contextmanager
def composing() -> Iterator[list[str]]:
    """Give the statements that had to be composed first, as nobody had asked for them before."""
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, ___: Any, context: Any, *____: Any) -> None:
        if context is not None and context.cache_hit is CacheStats.CACHE_MISS:
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


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
