"""A whole Doorstep of its own for one measurement: new data, its own server process."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOORSTEP = ROOT / ".venv" / "bin" / "doorstep"
START_SECONDS = 60
# A build that stands elsewhere is measured as well; data and database never are.
KEPT = "DOORSTEP_PWA_DIR"


@dataclass(frozen=True)
class Installation:
    """A data folder, and the command line working on it."""

    data_dir: Path
    database_url: str | None = None

    @property
    def settings(self) -> dict[str, str]:
        """Return the environment of its processes: no other database, no other data."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if key == KEPT or not key.startswith("DOORSTEP_")
        }
        database = {"DOORSTEP_DATABASE_URL": self.database_url} if self.database_url else {}
        unbounded = {"DOORSTEP_LISTS_A_MINUTE": "0"}
        return {**kept, **database, **unbounded, "DOORSTEP_DATA_DIR": str(self.data_dir)}

    def doorstep(self, *arguments: str) -> str:
        """Run `doorstep` to its end and return what it printed."""
        command = [str(DOORSTEP), *arguments]
        result = subprocess.run(
            command, env=self.settings, stdout=subprocess.PIPE, text=True, check=True
        )
        return result.stdout

    @contextmanager
    def serving(self, *, workers: int = 2) -> Iterator[HTTPConnection]:
        """Serve while the block runs; yield a connection to it."""
        port = _free_port()
        command = [str(DOORSTEP), "serve", "--port", str(port), "--workers", str(workers)]
        server = subprocess.Popen(command, env=self.settings, stdout=subprocess.DEVNULL)
        try:
            # The server waits at its end for connections that stand open.
            with closing(_connected(port, until=time.monotonic() + START_SECONDS)) as connection:
                yield connection
        finally:
            server.terminate()
            server.wait()


@contextmanager
def new_installation(database_url: str | None = None) -> Iterator[Installation]:
    """Yield an installation with its tables made and nothing but the city in them."""
    with tempfile.TemporaryDirectory(prefix="doorstep-bench-") as folder:
        installation = Installation(Path(folder), database_url)
        installation.doorstep("migrate")
        yield installation


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _connected(port: int, *, until: float) -> HTTPConnection:
    while True:
        connection = HTTPConnection("127.0.0.1", port)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return connection
