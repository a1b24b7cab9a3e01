"""Write locks/*.txt anew from pyproject.toml: every version pinned, every file by its hash."""

import subprocess
import sys

from scripts.setup.places import LOCKS, ROOT, VENV

COMPILE = (
    str(VENV / "bin" / "uv"),
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    # Neither the hosts nor this machine's paths belong into the files.
    *("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url"),
)
PROJECT = str(ROOT / "pyproject.toml")
DEV = str(LOCKS / "dev.txt")


def main(*flags: str) -> None:
    """Compile dev first; the others may only take the versions it chose."""
    _compile("dev", PROJECT, "--group", f"{PROJECT}:dev", *flags)
    _compile("runtime", PROJECT, "--constraint", DEV, *flags)
    _compile("setup", "--group", f"{PROJECT}:setup", "--constraint", DEV, *flags)
    _compile("audit", "--group", f"{PROJECT}:audit", *flags)
    _compile("node", "--group", f"{PROJECT}:node", *flags)


def _compile(name: str, *arguments: str) -> None:
    command = [*COMPILE, *arguments, "--output-file", str(LOCKS / f"{name}.txt")]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
