"""Run the application under granian."""

import gc
import sys
from dataclasses import dataclass
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from server.app import create_app
from server.config import from_environment
from server.core import initials, log, occupancy, overheard
from server.features.documents import printing
from server.features.messages import postman
from server.features.reports.printing import print_reports
from server.features.sync_api import rehearsing
from server.receiving import Reception

HELD = "doorstep.in_use"
PRINTER = "doorstep.printer"
POSTMAN = "doorstep.postman"
# How long a worker may go on with what it does when the server is asked to stop. A worker that is
# asked while it still starts would never notice.
STOP_SECONDS = 20
# So many requests may stand open in a worker, most of them waiting for their bytes.
MOST_OPEN = 2048
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


def application() -> Reception:
    """Give a worker its application, which is in use until the worker ends."""
    overheard.install()
    settings = from_environment()
    held = occupancy.enter(settings.data_dir)
    sys.setswitchinterval(SWITCH_S)
    app = create_app(settings)
    app.extensions[HELD] = held
    app.extensions[PRINTER] = printing.start(
        app, settings.data_dir, (printing.print_due, print_reports)
    )
    app.extensions[POSTMAN] = postman.start(app, settings.data_dir)
    # Else the first new enterprise would hold the turn to write while they load.
    initials.get_ready()
    rehearsing.rehearse(app)
    _set_the_start_aside()
    return Reception(app, threads=settings.threads, patience_s=settings.body_patience_s)


def _set_the_start_aside() -> None:
    """Keep modules, mappings and routes out of every later search for garbage: they stay anyway."""
    gc.collect()
    gc.freeze()


def serve(address: Address, *, workers: int) -> None:
    """Serve until stopped.

    A worker that dies is replaced; one that dies again at once ends the server, as starting it over
    would not help.
    """
    log.install()
    overheard.install()
    click.echo(f"上门办已启动：{address.url}")
    Granian(
        "server.serving:application",
        factory=True,
        address=address.host,
        port=address.port,
        interface=Interfaces.RSGI,
        workers=workers,
        backpressure=MOST_OPEN,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        ssl_cert=address.tls_cert,
        ssl_key=address.tls_key,
        log_access=False,
        log_level=LogLevels.warning,
        log_dictconfig=overheard.THROUGH_ALL,
    ).serve()
