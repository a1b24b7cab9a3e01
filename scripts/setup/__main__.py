"""`python3 -m scripts.setup run|test`: set this clone up as far as that needs."""

import fcntl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.setup import debian, demo, pwa, python
from scripts.setup.console import SetupError, say, warn
from scripts.setup.node import find_node
from scripts.setup.places import STATE

AIMS = ("run", "test")


def main(aim: str) -> int:
    """Set up for `aim` and return the exit status."""
    if aim not in AIMS:
        warn(f"Say what to set up for: {' or '.join(AIMS)}")
        return 2
    started = time.monotonic()
    try:
        with _alone():
            _set_up(aim)
    except SetupError as failure:
        warn(str(failure))
        return 1
    except KeyboardInterrupt:
        return 130
    say(f"Set-up is complete ({time.monotonic() - started:.1f} s)")
    return 0


@contextmanager
def _alone() -> Iterator[None]:
    # Two set-ups at once would install into each other's half-made folders.
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another set-up of this clone to end")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _set_up(aim: str) -> None:
    debian.install_packages(debian.TO_TEST if aim == "test" else debian.TO_RUN)
    python.make_venv()
    python.install_tools()
    python.install_lock("dev" if aim == "test" else "runtime")
    python.install_project()
    node = find_node()
    pwa.install_packages(node)
    pwa.build(node)
    if aim == "run":
        demo.seed_new_database()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
