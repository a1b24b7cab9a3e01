"""Trying again while the database only says that it is busy."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from sync.store import ContentionError

CONTENTION_TRIES = 5

T = TypeVar("T")


def patiently(transaction: Callable[[], T]) -> T:
    """Return what a whole transaction returns; raise ContentionError when the last try met it."""
    for _ in range(CONTENTION_TRIES - 1):
        with suppress(ContentionError):
            return transaction()
    return transaction()
