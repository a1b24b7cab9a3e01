"""The locks answer to pyproject.toml: forgetting `make lock` fails here, without a network."""

import json
import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([a-z0-9.-]+)==([^ \\]+)", re.MULTILINE)
ENTRY = re.compile(r"^[a-z0-9.-]+==.*(?:\n    .*)*", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    """Return the first version that `lock` pins for each package."""
    found: dict[str, str] = {}
    for name, version in PIN.findall(lock):
        found.setdefault(name, version)
    return found


def unmet(requirements: list[str], lock: str) -> list[str]:
    """Return the requirements that `lock` does not meet."""
    pinned = pins(lock)
    wanted = [Requirement(text) for text in requirements]
    return [str(want) for want in wanted if not want.specifier.contains(pinned.get(want.name, "0"))]


def unhashed(lock: str) -> list[str]:
    """Return the entries that name no hash."""
    return [entry for entry in ENTRY.findall(lock) if "--hash=sha256:" not in entry]


def _lock(name: str) -> str:
    return (ROOT / "locks" / f"{name}.txt").read_text()


def test_every_lock_meets_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {"runtime": project["project"]["dependencies"], **project["dependency-groups"]}

    assert {name: unmet(wanted, _lock(name)) for name, wanted in asked.items()} == {
        name: [] for name in asked
    }


def test_tests_run_on_the_very_versions_that_are_shipped() -> None:
    dev = pins(_lock("dev"))
    other = {**pins(_lock("runtime")), **pins(_lock("setup"))}

    assert {n: v for n, v in other.items() if n in dev and dev[n] != v} == {}
    assert pins(_lock("runtime")).keys() <= dev.keys()


def test_every_file_is_pinned_by_its_hash() -> None:
    assert {path.name: unhashed(path.read_text()) for path in (ROOT / "locks").glob("*.txt")} == {
        path.name: [] for path in (ROOT / "locks").glob("*.txt")
    }


def test_every_package_of_the_pages_is_pinned_by_its_hash() -> None:
    lock = json.loads((ROOT / "pwa" / "package-lock.json").read_text())
    packages = {place: told for place, told in lock["packages"].items() if place}

    loose = [
        place
        for place, told in packages.items()
        if not told.get("integrity", "").startswith("sha512-") or "resolved" in told
    ]
    assert packages
    assert loose == []


def test_the_image_installs_nothing_past_its_locks() -> None:
    steps = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    tools = r"pip (?:--python \S+ )?install|npm (?:ci|install|i)\b"
    installs = re.findall(rf"\S*(?:{tools})[^&\n]*", steps)

    assert len(installs) == 4
    strict = ("npm ci", "--require-hashes", "--no-deps --no-index")
    assert [step for step in installs if not any(word in step for word in strict)] == []


def test_a_missing_and_an_outdated_pin_are_noticed() -> None:
    lock = "flask==3.0.0 \\\n    --hash=sha256:00\nidna==3.1\n"

    assert unmet(["flask~=3.1", "orjson>=3", "idna"], lock) == ["flask~=3.1", "orjson>=3"]
    assert unhashed(lock) == ["idna==3.1"]
