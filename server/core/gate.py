"""Admission: so many at once, the rest are asked to come again shortly."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import Flask, current_app

from server.core.problems import Problem

EXTENSION = "doorstep.gate"


class Crowded(Problem):
    code = "503.02"
    title = "同时联系服务器的手机太多，稍后会自动再试"
    retry_after_s = 2


def install(app: Flask, most: int) -> None:
    """Let at most `most` through at a time, in each process."""
    app.extensions[EXTENSION] = BoundedSemaphore(most)


@contextmanager
def admitted() -> Iterator[None]:
    """Hold one of the places; refuse at once when all are taken: waiting would take a thread."""
    places: BoundedSemaphore = current_app.extensions[EXTENSION]
    if not places.acquire(blocking=False):
        raise Crowded
    try:
        yield
    finally:
        places.release()
