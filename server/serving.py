"""Run the application under granian."""

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
    app = create_app()
    app.extensions[HELD] = held
    return app


def serve(address: Address, *, workers: int, threads: int) -> None:
    """Serve until stopped; `threads` are those of each worker.

    There are more of them than may sync at once: only a request that has a thread can be told to
    come back later. A slow upload holds its thread while its bytes arrive.
    """
    click.echo(f"上门办已启动：{address.url}")
    Granian(
        "server.serving:application",
        factory=True,
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        ssl_cert=address.tls_cert,
        ssl_key=address.tls_key,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()
