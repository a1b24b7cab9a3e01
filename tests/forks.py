"""The console script in a process of its own that does not read the whole program anew.

One process for each worker of pytest imports `doorstep` once; every further one is forked from it,
which takes a hundredth of the time. `tests/console` starts the script itself too.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from server.cli import run
from tests.outside import WATCH

COMMAND_SECONDS = 300

# In the process that all others are forked from, this runs as it loads.
WATCH.begin()
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["server.cli", __name__])


def ended(
    arguments: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; return how it ended and what it said."""
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        code = Forked(arguments, environment, out, err).wait(COMMAND_SECONDS)
        return subprocess.CompletedProcess(arguments, code, out.read_text(), err.read_text())


class Forked:
    """A running `doorstep …`, in a group of its own with all that it starts."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], out: Path, err: Path
    ) -> None:
        what = (tuple(arguments), dict(environment), out, err)
        self._process = _FORKS.Process(target=_doorstep, args=what)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Return how it ended: None while it runs, less than 0 if a signal did it."""
        return self._process.exitcode

    def wait(self, seconds: float) -> int:
        """Wait for its end; one that does not end is killed, and that is an error."""
        try:
            self._process.join(seconds)
        except BaseException:
            self.kill()
            raise
        code = self.poll()
        if code is None:
            self.kill()
            self._process.join()
            raise TimeoutError(f"it still ran after {seconds} s")
        return code

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it and all that it has started at once."""
        # Before it has a group, or after its end, there is nobody else to kill.
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.kill()


def _doorstep(
    arguments: tuple[str, ...], environment: dict[str, str], out: Path, err: Path
) -> None:
    os.setsid()
    # As in an interpreter that was started by hand: its workers are forked from it.
    multiprocessing.set_start_method("fork", force=True)
    os.environ.clear()
    os.environ.update(environment)
    for stream, path in ((sys.stdout, out), (sys.stderr, err)):
        kept = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(kept, stream.fileno())
        os.close(kept)
    sys.argv = ["doorstep", *arguments]
    run(arguments)
