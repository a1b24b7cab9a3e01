"""The Python environment in .venv: made once, filled from the hash-pinned locks."""

import os
import subprocess
import sys
from pathlib import Path

from scripts.setup.console import SetupError, run, say, warn
from scripts.setup.places import LOCKS, PYTHON, ROOT, VENV
from scripts.setup.stamps import fingerprint, stamp, stamped

OLDEST = (3, 11)
# The steps whose results stand in .venv and go with it.
INSIDE = ("tools", "runtime", "dev", "node", "project")


def make_venv() -> None:
    """Make .venv with this Python, anew when the Python or the place of the clone has changed."""
    if sys.version_info < OLDEST:
        raise SetupError(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed: {sys.version}")
    # Not the patch level: .venv follows the machine's Python through its updates.
    made_for = f"{sys.version_info.major}.{sys.version_info.minor} {sys.base_prefix} {ROOT}"
    if stamped("venv") == made_for and _runs():
        return
    say(f"Python: making .venv with Python {sys.version.split()[0]}")
    run([sys.executable, "-m", "venv", "--clear", VENV], log="venv")
    for inside in INSIDE:
        stamp(inside, "")
    stamp("venv", made_for)


def install_lock(name: str) -> None:
    """Install locks/<name>.txt into .venv, each file checked against its hash."""
    lock = LOCKS / f"{name}.txt"
    wanted = fingerprint([lock])
    if stamped(name) == wanted:
        return
    say(f"Python: installing {lock.relative_to(ROOT)}")
    made_for = stamped("venv")
    # What is killed in the middle leaves packages without some of their files: .venv is made anew.
    stamp("venv", "")
    install_hashed(lock, log=f"python-{name}")
    stamp("venv", made_for)
    stamp(name, wanted)


def install_hashed(lock: Path, *, log: str) -> None:
    """Install `lock` with uv, or with pip where uv cannot reach the packages."""
    arguments = ["install", "--require-hashes", "-r", str(lock)]
    try:
        run([VENV / "bin" / "uv", "pip", *arguments], log=f"{log}-uv", env=_uv_settings())
    except (SetupError, OSError) as failure:
        warn(f"uv did not succeed, trying pip ({str(failure).splitlines()[0]})")
        run([PYTHON, "-m", "pip", *arguments], log=f"{log}-pip")


def install_tools() -> None:
    """Install uv and the build backend, with the pip that came with .venv."""
    lock = LOCKS / "setup.txt"
    wanted = fingerprint([lock])
    if stamped("tools") == wanted:
        return
    say("Python: installing uv and the build backend")
    run([PYTHON, "-m", "pip", "install", "--require-hashes", "-r", lock], log="python-tools")
    stamp("tools", wanted)


def install_project() -> None:
    """Install the project itself, editable, so that .venv/bin/doorstep exists."""
    wanted = fingerprint([ROOT / "pyproject.toml"])
    if stamped("project") == wanted and (VENV / "bin" / "doorstep").exists():
        return
    say("Python: installing the project itself")
    options = ("--no-deps", "--no-build-isolation", "-e")
    run([PYTHON, "-m", "pip", "install", *options, ROOT], log="python-project")
    stamp("project", wanted)


def _runs() -> bool:
    try:
        answer = subprocess.run([PYTHON, "-c", ""], capture_output=True, check=False)
    except OSError:
        return False
    return answer.returncode == 0


def _uv_settings() -> dict[str, str]:
    # Compiled once here instead of at every start of a process by somebody who may write nothing.
    settings = {"VIRTUAL_ENV": str(VENV), "UV_LINK_MODE": "copy", "UV_COMPILE_BYTECODE": "1"}
    index = os.environ.get("PIP_INDEX_URL")
    # uv does not read pip's settings, and an office may have a mirror of its own.
    if index and not os.environ.get("UV_DEFAULT_INDEX"):
        settings["UV_DEFAULT_INDEX"] = index
    return settings
