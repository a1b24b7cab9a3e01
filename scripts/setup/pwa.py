"""The PWA: its packages from the lock, and a build whenever its sources have changed."""

from collections.abc import Iterator
from pathlib import Path

from scripts.setup.console import run, say
from scripts.setup.node import Node
from scripts.setup.places import PWA
from scripts.setup.stamps import fingerprint, stamp, stamped

MADE = {"node_modules", "dist", "dev-dist", "coverage"}


def install_packages(node: Node) -> None:
    """Install pwa/node_modules exactly as the lock says."""
    files = [PWA / "package.json", PWA / "package-lock.json", PWA / ".npmrc"]
    wanted = fingerprint(files, node.version.split(".")[0])
    if stamped("npm") == wanted and (PWA / "node_modules").is_dir():
        return
    say("PWA: installing its packages (npm ci)")
    run([*node.npm, "ci", "--no-audit", "--no-fund"], log="npm-ci", cwd=PWA, env=node.environment)
    stamp("npm", wanted)


def build(node: Node) -> None:
    """Build pwa/dist when a source is newer than it in content."""
    wanted = fingerprint(sources())
    if stamped("pwa-build") == wanted and (PWA / "dist" / "index.html").is_file():
        return
    say("PWA: building")
    run([*node.npm, "run", "build"], log="pwa-build", cwd=PWA, env=node.environment)
    stamp("pwa-build", wanted)


def sources(pwa: Path = PWA) -> Iterator[Path]:
    """Yield every file of the PWA that no tool has made."""
    for entry in pwa.iterdir():
        if entry.name in MADE or entry.name.endswith(".tsbuildinfo"):
            continue
        yield from (file for file in _files(entry) if ".test." not in file.name)


def _files(entry: Path) -> Iterator[Path]:
    if entry.is_file():
        yield entry
        return
    yield from (file for file in entry.rglob("*") if file.is_file())
