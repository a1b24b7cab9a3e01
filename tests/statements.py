"""Counting what the database is asked: it says what something costs, where times say nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine.interfaces import CacheStats

from server.core.db import db


@contextmanager
def composing() -> Iterator[list[str]]:
    """Give the statements that had to be composed first, as nobody had asked for them before."""
    with _listening(lambda context: context and context.cache_hit is CacheStats.CACHE_MISS) as seen:
        yield seen


@contextmanager
def counting() -> Iterator[list[str]]:
    """Give the statements that the database is sent; many rows by one statement are one."""
    with _listening(lambda _: True) as seen:
        yield seen


@contextmanager
def _listening(is_meant: Callable[[Any], bool]) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, ___: Any, context: Any, *____: Any) -> None:
        if is_meant(context):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
