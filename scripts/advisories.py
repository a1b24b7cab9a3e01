"""`make audit`: ask whether a fault is known of a package that the locks pin.

Before the locks a canary is asked about, an old package of which faults are known: where even that
is called sound, or no answer comes, nothing was checked, and it is said so instead of "no fault".
The tool has an environment of its own, made when it is first used, from a lock of its own.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scripts import page_advisories
from scripts.known_faults import WITHIN_S, Fault, NoAnswerError
from scripts.setup.places import LOCKS, ROOT, STATE, VENV

SOUND, FAULTY, NOT_CHECKED = 0, 1, 2
OWN = STATE / "audit"
LOCK = LOCKS / "audit.txt"
TOOL = (str(OWN / "bin" / "pip-audit"),)
ASKING = ("--strict", "--require-hashes", "--disable-pip", "--progress-spinner", "off")
CANARY = """\
jinja2==2.10 \\
    --hash=sha256:f84be1bb0040caca4cea721fcbbbbd61f9be9464ca236387158b0feea01914a4
"""


def main() -> int:
    """Audit every lock of Python and that of the pages; return the exit status."""
    return told({"Python": _of_python, "the pages": page_advisories.audited})


def told(asked: Mapping[str, Callable[[], list[Fault]]]) -> int:
    """Ask about each kind of packages and print what is known; return the exit status."""
    outcomes = [_told(kind, ask) for kind, ask in asked.items()]
    return FAULTY if FAULTY in outcomes else max(outcomes)


def _told(kind: str, ask: Callable[[], list[Fault]]) -> int:
    try:
        faults = ask()
    except NoAnswerError as silence:
        print(f"==> No package of {kind} was checked: the database gave no answer.\n{silence}")
        return NOT_CHECKED
    for name, version, known_as in faults:
        print(f"{name} {version}: {known_as}")
    print(f"==> {len(faults)} known faults in the locked packages of {kind}")
    return FAULTY if faults else SOUND


def _of_python() -> list[Fault]:
    make_ready()
    return audited(TOOL, sorted(LOCKS.glob("*.txt")))


def audited(tool: Sequence[str], locks: Sequence[Path]) -> list[Fault]:
    """Return the known faults of what the locks pin, once the canary has been reported."""
    with TemporaryDirectory() as folder:
        canary = Path(folder) / "canary.txt"
        canary.write_text(CANARY)
        if not faults_of(_asked(tool, canary)):
            raise NoAnswerError("an old package of which faults are known was called sound")
    return sorted({fault for lock in locks for fault in faults_of(_asked(tool, lock))})


def faults_of(report: dict[str, Any]) -> list[Fault]:
    """Return name, version and id of each fault in a report."""
    return [
        (package["name"], package["version"], fault["id"])
        for package in report["dependencies"]
        for fault in package.get("vulns", [])
    ]


def _asked(tool: Sequence[str], lock: Path) -> dict[str, Any]:
    command = [*tool, *ASKING, "--format", "json", "--requirement", str(lock)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=WITHIN_S
        )
        report: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as late:
        raise NoAnswerError(f"no answer within {WITHIN_S} s") from late
    except json.JSONDecodeError as silence:
        said = done.stderr.strip().splitlines() or ["the tool said nothing"]
        raise NoAnswerError(said[-1]) from silence
    return report


def make_ready() -> None:
    """Install the tool where it is not, or not as its lock has it."""
    stamp = OWN / "lock.txt"
    if stamp.is_file() and stamp.read_bytes() == LOCK.read_bytes():
        return
    uv = str(VENV / "bin" / "uv")
    steps = (
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(OWN)],
        [
            uv,
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--python",
            str(OWN),
            "-r",
            str(LOCK),
        ],
    )
    for step in steps:
        done = subprocess.run(step, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoAnswerError(done.stderr.strip() or "the tool could not be installed")
    stamp.write_bytes(LOCK.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
