"""Ask whether a fault is known of a package of npm that the lock of the pages pins.

npm asks its registry itself. A registry that is only a mirror often answers nothing, so an old
package of which faults are known is asked about first, as for the locks of Python.
"""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scripts.known_faults import WITHIN_S, Fault, NoAnswerError
from scripts.setup.console import SetupError
from scripts.setup.node import find_node
from scripts.setup.places import PWA

ASKING = ("audit", "--json", "--package-lock-only")
CANARY = ("lodash", "4.17.11")
FILES = ("package.json", "package-lock.json")


def audited(folder: Path = PWA, settings: Mapping[str, str] | None = None) -> list[Fault]:
    """Return the known faults of what a folder's lock pins, once the canary has been reported."""
    with TemporaryDirectory() as place:
        canary = Path(place)
        _write_canary(canary)
        if CANARY not in {fault[:2] for fault in _asked(canary, settings or {})}:
            raise NoAnswerError("an old package of which faults are known was called sound")
    return _asked(folder, settings or {})


def faults_of(report: Mapping[str, Any], lock: Mapping[str, Any]) -> list[Fault]:
    """Return each fault of a report with the versions that the lock has of its package."""
    return sorted(set(_faults(report["vulnerabilities"], lock["packages"])))


def _faults(told: Mapping[str, Any], pinned: Mapping[str, Any]) -> Iterator[Fault]:
    for one in told.values():
        for why in one["via"]:
            # A name alone says that it is faulty only by what it needs, which is told itself.
            if isinstance(why, str):
                continue
            for node in one["nodes"]:
                yield one["name"], pinned[node]["version"], why["url"].rpartition("/")[2]


def _asked(folder: Path, settings: Mapping[str, str]) -> list[Fault]:
    try:
        node = find_node()
        done = subprocess.run(
            [*node.npm, *ASKING],
            cwd=folder,
            env={**os.environ, **node.environment, **settings},
            capture_output=True,
            text=True,
            check=False,
            timeout=WITHIN_S,
        )
        report: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as late:
        raise NoAnswerError(f"no answer within {WITHIN_S} s") from late
    except SetupError as missing:
        raise NoAnswerError(str(missing)) from missing
    except json.JSONDecodeError as silence:
        raise NoAnswerError(_last(done.stderr)) from silence
    if "vulnerabilities" not in report:
        raise NoAnswerError(str(report.get("message") or _last(done.stderr)))
    return faults_of(report, json.loads((folder / FILES[1]).read_text()))


def _last(said: str) -> str:
    return (said.strip().splitlines() or ["npm said nothing"])[-1]


def _write_canary(folder: Path) -> None:
    name, version = CANARY
    itself = {"name": "canary", "version": "1.0.0", "dependencies": {name: version}}
    packages = {"": itself, f"node_modules/{name}": {"version": version}}
    lock = {"name": "canary", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    for file, told in zip(FILES, (itself, lock), strict=True):
        (folder / file).write_text(json.dumps(told))
