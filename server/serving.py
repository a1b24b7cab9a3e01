"""Run the application under granian."""

import logging
import sys
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from server.app import create_app
from server.config import from_environment
from server.core import occupancy

HELD = "doorstep.in_use"
# How long a worker may go on with what it does when the server is asked to stop. A worker that is
# asked while it still starts would never notice.
STOP_SECONDS = 20
# A body that does not arrive holds a thread and nothing else, and the server underneath has no
# time-out for it: so there are many more threads than what works at once.
WAITING_THREADS = 64
# A thread that comes back from the database waits so long for one that computes. A push comes back
# sixty times, so with Python's 5 ms it would wait a third of a second beside a long queue.
SWITCH_S = 0.0005


@dataclass(frozen=True)
class Address:
    """Where to listen; with both files set, by HTTPS."""

    host: str
    port: int
    tls_cert: Path | None = None
    tls_key: Path | None = None

    @property
    def url(self) -> str:
        """Return what to type into a browser."""
        return f"{'https' if self.tls_cert else 'http'}://{self.host}:{self.port}"


def application() -> Flask:
    """Give a worker its application, which is in use until the worker ends."""
    held = occupancy.enter(from_environment().data_dir)
    sys.setswitchinterval(SWITCH_S)
    app = create_app()
    app.extensions[HELD] = held
    return app


def serve(address: Address, *, workers: int, threads: int) -> None:
    """Serve until stopped; each worker works on `threads` requests, and more wait for their bytes.

    There are more of them than may sync at once: only a request that has a thread can be told to
    come back later. A worker that dies is replaced; one that dies again at once ends the server, as
    starting it over would not help.
    """
    click.echo(f"上门办已启动：{address.url}")
    logging.getLogger("_granian").addFilter(_is_for_operators)
    Granian(
        "server.serving:application",
        factory=True,
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads + WAITING_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        ssl_cert=address.tls_cert,
        ssl_key=address.tls_key,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()


def _is_for_operators(record: logging.LogRecord) -> bool:
    """Tell what an operator can act on from the advice to have fewer threads than we need."""
    return "Python threads" not in record.getMessage()
