"""How long the city's registry takes from file to database, with every row accounted for."""

import gzip
import json
import time
from pathlib import Path

from bench.figure import Figure, NotMeasured
from bench.installation import new_installation
from bench.registry import registry_file

NAME = "Import of the registry"
BOUND_S = 15
RUNS = 5


def measure() -> Figure | NotMeasured:
    """Run `doorstep import enterprises` as a whole process on a new database, several times."""
    file = registry_file()
    if not file.exists():
        return NotMeasured(NAME, "no file; name one in DOORSTEP_BENCH_REGISTRY")
    runs = [_import(file) for _ in range(RUNS)]
    return Figure(NAME, "s", runs, BOUND_S, f"{_rows(file)} rows of {file.name}, SQLite")


def _import(file: Path) -> float:
    with new_installation() as installation:
        started = time.perf_counter()
        said = installation.doorstep("import", "enterprises", str(file))
        seconds = time.perf_counter() - started
    counts = json.loads(said.splitlines()[-1])
    ends = ("created", "updated", "unchanged", "rejected")
    assert counts["read"] == sum(counts[end] for end in ends), counts
    return seconds


def _rows(file: Path) -> int:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rb") as lines:
        return sum(1 for _ in lines) - 1
