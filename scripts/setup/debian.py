"""The Debian packages: installed with apt where that is allowed, else named in one command."""

import importlib.util
import os
import shutil
import subprocess
import sys

from scripts.setup.console import SetupError, run, say, warn

VENV_PACKAGE = "python3-venv"
TO_RUN = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-cjk")
TO_TEST = (*TO_RUN, "chromium", "poppler-utils")

# apt waits for another apt instead of failing on its lock.
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3", "-q", "-y")


def install_packages(wanted: tuple[str, ...]) -> None:
    """Install what is missing of `wanted`; where that is not possible, say what to type."""
    missing = [*_missing_venv(), *(name for name in wanted if not _is_installed(name))]
    if not missing:
        return
    prefix = _as_root()
    if prefix is None:
        _name_the_command(missing)
        return
    say(f"Debian packages: installing {' '.join(missing)}")
    try:
        _install(prefix, missing)
    except SetupError as failure:
        warn(str(failure))
        _name_the_command(missing)


def _install(prefix: list[str], packages: list[str]) -> None:
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *APT]
    run([*quiet, "update"], log="apt-update")
    run([*quiet, "install", "--no-install-recommends", *packages], log="apt-install")


def _name_the_command(packages: list[str]) -> None:
    command = f"apt-get install --no-install-recommends {' '.join(packages)}"
    warn(f"These Debian packages are missing. As root: apt-get update && {command}")
    if VENV_PACKAGE in packages:
        raise SetupError("Without python3-venv nothing else can be set up.")


def _missing_venv() -> list[str]:
    # Debian ships Python without ensurepip; other Pythons have it and need no package.
    return [] if importlib.util.find_spec("ensurepip") else [VENV_PACKAGE]


def _is_installed(package: str) -> bool:
    query = shutil.which("dpkg-query")
    if query is None:
        return False
    answer = subprocess.run(
        [query, "-W", "-f=${db:Status-Status}", package],
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout == "installed"


def _as_root() -> list[str] | None:
    """Return the words to put before apt-get, or None where it may not be used."""
    if os.environ.get("DOORSTEP_NO_APT") or shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    if sys.stdin.isatty():
        return ["sudo"]
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if allowed.returncode == 0 else None
