"""Plain lines for people, and commands whose output stays in a log unless they fail."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.setup.places import LOGS, ROOT

LINES_SHOWN_OF_A_FAILURE = 30


class SetupError(Exception):
    """The set-up cannot go on; the message says why and what to do."""


def say(text: str) -> None:
    """Print one line that says what is being done."""
    print(f"==> {text}", flush=True)


def warn(text: str) -> None:
    """Print what a person should do, without stopping."""
    print(f"!!  {text}", flush=True)


def run(
    command: Sequence[str | Path],
    *,
    log: str,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run `command` with no standard input; raise SetupError with the end of its output."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with path.open("wb") as output:
        result = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode != 0:
        raise SetupError(_failure(command, path))


def _failure(command: Sequence[str | Path], log: Path) -> str:
    words = " ".join(str(word) for word in command)
    tail = log.read_text(errors="replace").splitlines()[-LINES_SHOWN_OF_A_FAILURE:]
    return "\n".join([f"This failed: {words}", *tail, f"All of its output: {log}"])
