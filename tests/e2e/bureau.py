"""A real server process on a database of its own, that tests may stop, kill and start again."""

import fcntl
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from server.features.documents.printing import LOCK
from tests.forks import COMMAND_SECONDS, Forked, ended

START_SECONDS = 60
LOG = "server.log"


@dataclass
class Bureau:
    """`folder` holds the data; the port stays the same over restarts, as phones know it.

    Without `database_url` the database is a file in the folder. `settings` are further variables.
    """

    folder: Path
    port: int = 0
    workers: int = 1
    database_url: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    process: Forked | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.port = self.port or free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_address(self) -> str:
        return self.database_url or f"sqlite:///{self.folder}/doorstep.db"

    @property
    def environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if k != "DOORSTEP_DATABASE_URL"}
        database = {"DOORSTEP_DATABASE_URL": self.database_url} if self.database_url else {}
        return {**inherited, "DOORSTEP_DATA_DIR": str(self.folder), **database, **self.settings}

    def run(self, *arguments: str) -> str:
        """Run a command of the console script to its end; return what it printed."""
        done = ended(arguments, self.environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def said(self, *arguments: str) -> str:
        """Return what a command printed, whether or not it was content."""
        return ended(arguments, self.environment).stdout

    def start(self) -> None:
        log = self.folder / LOG
        self.process = Forked(("serve", *self._where()), self.environment, log, log)
        try:
            self._wait_until_well()
        except BaseException:
            self.kill()
            raise

    def _where(self) -> tuple[str, ...]:
        return "--port", str(self.port), "--workers", str(self.workers)

    def stop(self) -> None:
        """Ask the server to end; it ends its workers itself, and would replace one that is lost."""
        if self.process is not None:
            self.process.terminate()
            self._wait_for_end()

    def kill(self) -> None:
        """End the server and its workers, which are processes of the same group, at once."""
        if self.process is not None:
            self.process.kill()
            self._wait_for_end()

    def _wait_for_end(self) -> None:
        assert self.process is not None
        self.process.wait(30)
        self.process = None

    def _wait_until_well(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, (self.folder / LOG).read_text()
            try:
                with urlopen(f"{self.url}/healthz", timeout=1):  # noqa: S310 - our own address
                    return
            except (URLError, OSError):
                time.sleep(0.02)
        raise TimeoutError((self.folder / LOG).read_text())


def make_papers(bureau: Bureau) -> None:
    """Have every paper made that is due, so that no copy of these data makes them again."""
    with ExitStack() as at_the_end:
        books = create_engine(bureau.database_address, poolclass=NullPool)
        at_the_end.callback(books.dispose)
        bureau.start()
        at_the_end.callback(bureau.stop)
        deadline = time.monotonic() + COMMAND_SECONDS
        while _n_ordered(books):
            assert time.monotonic() < deadline, (bureau.folder / LOG).read_text()
            time.sleep(0.1)
    (bureau.folder / LOG).unlink()


def _n_ordered(books: Engine) -> int:
    with books.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM paper_order")).scalar_one())


@contextmanager
def without_press(bureau: Bureau) -> Iterator[None]:
    """Start a bureau anew while somebody else has the installation's one press."""
    bureau.stop()
    with (bureau.folder / LOCK).open("a") as press:
        fcntl.flock(press, fcntl.LOCK_EX)
        bureau.start()
        yield


def console_script() -> str:
    return str(Path(sys.executable).parent / "doorstep")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
