"""The harness of the peers: found outside this repository, copied aside and made ready to run."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.installation import ROOT
from scripts.setup.node import find_node

SETTING = "DOORSTEP_PEERS"
FOUND_AT = ROOT.parent / "shared" / "bench" / "peers"
# Ignored by git; what is made there can be made again at any time.
COPY = ROOT / ".setup" / "peers"
PARTS = ("run.py", "peers.py", "proxy.py", "dataset.py", "requirements.txt", "package-lock.json")
# The page of ours as the harness wants its pages: one file that says what `window.bench` is.
PAGE = """import { peer } from '../ours/page.js';
import { expose } from './common.js';
expose(peer);
"""


class NoHarnessError(Exception):
    """Nothing can be compared here, and why."""


@dataclass(frozen=True)
class Harness:
    """A harness that is ready: where it stands, and the Python that has its packages."""

    folder: Path
    python: Path


def made_ready() -> Harness:
    """Copy the harness, install its packages (once) and build its pages, ours among them."""
    source = _found()
    if shutil.which("chromium") is None and "CHROMIUM" not in os.environ:
        raise NoHarnessError("no Chromium; CHROMIUM may name one")
    _copy(source)
    harness = Harness(COPY, COPY / "venv" / "bin" / "python")
    node = find_node()
    settings = {**os.environ, **node.environment}
    _install(harness, node.npm, settings)
    _build_pages(node.npm, settings)
    return harness


def _found() -> Path:
    source = Path(os.environ.get(SETTING, FOUND_AT))
    missing = [name for name in PARTS if not (source / name).is_file()]
    if missing:
        raise NoHarnessError(
            f"the harness of the peers is not at {source} (lacking {', '.join(missing)}).\n"
            f"Name its folder in {SETTING}. `make bench` measures Doorstep alone."
        )
    return source


def _copy(source: Path) -> None:
    made_here = shutil.ignore_patterns("node_modules", "venv", "dist")
    shutil.copytree(
        source, COPY, dirs_exist_ok=True, copy_function=shutil.copyfile, ignore=made_here
    )
    # It may stand where nobody can write; its copy must not take that over.
    for folder in (COPY, *(one for one in COPY.iterdir() if one.is_dir())):
        folder.chmod(0o755)


def _install(harness: Harness, npm: tuple[str, ...], settings: dict[str, str]) -> None:
    mark = COPY / ".installed"
    wanted = (COPY / "requirements.txt").read_text() + (COPY / "package-lock.json").read_text()
    if mark.is_file() and mark.read_text() == wanted:
        return
    _run([sys.executable, "-m", "venv", str(COPY / "venv")], settings)
    pip = [str(harness.python), "-m", "pip", "install", "--quiet", "-r", "requirements.txt"]
    _run(pip, settings)
    _run([*npm, "ci", "--silent"], settings)
    mark.write_text(wanted)


def _build_pages(npm: tuple[str, ...], settings: dict[str, str]) -> None:
    (COPY / "pages" / "doorstep.js").write_text(PAGE)
    ours = [*npm, "exec", "--", "vite", "build", "--config", "bench/vite.config.ts"]
    _run([*ours, "--outDir", str(COPY / "ours"), "--logLevel", "warn"], settings, ROOT / "pwa")
    _run([*npm, "run", "--silent", "build"], settings)


def _run(command: list[str], settings: dict[str, str], folder: Path = COPY) -> None:
    result = subprocess.run(
        command, cwd=folder, env=settings, capture_output=True, text=True, check=False
    )
    if result.returncode:
        said = (result.stderr or result.stdout).strip()[-2000:]
        raise NoHarnessError(f"{' '.join(command[:4])} … failed:\n{said}")
