"""`python -m tests.simulation.record [SEED …]`: write traces for the other core to repeat.

Without seeds those that are kept are written anew, and those that once broke something.
"""

import gzip
import json
import sys
from pathlib import Path

from tests.simulation.recording import trace_of

FOLDER = Path(__file__).resolve().parents[2] / "sync" / "vectors" / "traces"


def record(seed: int) -> Path:
    """Write the trace of a seed; return where it stands."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{seed}.json.gz"
    path.write_bytes(gzip.compress(written(seed), mtime=0))
    return path


def written(seed: int) -> bytes:
    """Return the trace of a seed as its text stands."""
    return json.dumps(trace_of(seed), ensure_ascii=False, separators=(",", ":")).encode()


def kept_seeds() -> list[int]:
    """Return the seeds whose traces are kept."""
    return sorted(int(path.name.split(".")[0]) for path in FOLDER.glob("*.json.gz"))


if __name__ == "__main__":
    for seed in map(int, sys.argv[1:]) if sys.argv[1:] else kept_seeds():
        print(record(seed))  # noqa: T201
