"""`python -m scripts.sbom TARGET`: write what the image is made of, as CycloneDX 1.6 JSON.

It is made from the locks alone, by the standard library alone, so that it needs no network and is
the same for the same locks. Python packages bear the hashes of all their files, for any machine.
"""

import base64
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(
    r"^([a-z0-9.-]+)==([^ \\]+)((?:[^\n]*\\\n +--hash=sha256:[0-9a-f]{64})+)", re.MULTILINE
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
ALGORITHMS = {"sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}
MODULES = "node_modules/"

Component = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Write the bill of materials of this project to a file; return the exit status."""
    Path(arguments[0]).write_text(f"{json.dumps(described(ROOT), indent=1)}\n", encoding="utf-8")
    return 0


def described(root: Path) -> dict[str, Any]:
    """Return the bill of materials of a project folder."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    lock = json.loads((root / "pwa" / "package-lock.json").read_text())
    runtime = (root / "locks" / "runtime.txt").read_text()
    # One version of a package may lie in several folders.
    found = {one["bom-ref"]: one for one in (*python_packages(runtime), *node_packages(lock))}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "doorstep",
                "name": project["name"],
                "version": project["version"],
            }
        },
        "components": [found[ref] for ref in sorted(found)],
    }


def python_packages(lock: str) -> Iterator[Component]:
    """Read a lock of pip: what the server runs on."""
    for name, version, files in PINNED.findall(lock):
        purl = f"pkg:pypi/{name}@{version}"
        # One package is many files, and one of these hashes is that of the file installed.
        wheels = [
            {
                "type": "distribution",
                "url": purl,
                "hashes": [{"alg": "SHA-256", "content": digest}],
            }
            for digest in HASH.findall(files)
        ]
        yield _component(purl, name, version, externalReferences=wheels)


def node_packages(lock: Mapping[str, Any]) -> Iterator[Component]:
    """Read a lock of npm: what the pages are built from; what only tests and builds is left out."""
    for place, told in lock["packages"].items():
        if not place or told.get("dev"):
            continue
        name, version = place.rpartition(MODULES)[2], told["version"]
        algorithm, _, digest = told["integrity"].partition("-")
        content = base64.b64decode(digest).hex()
        purl = f"pkg:npm/{quote(name, safe='/')}@{version}"
        hashes = [{"alg": ALGORITHMS[algorithm], "content": content}]
        yield _component(purl, name, version, hashes=hashes)


def _component(purl: str, name: str, version: str, **told: Any) -> Component:
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
    } | told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
