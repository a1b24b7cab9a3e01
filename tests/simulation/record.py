"""`python -m tests.simulation.record [NAME …]`: write traces for the other core to repeat.

A name is a seed, or `chunks-` and a seed for one of the runs that start from chunks. Without names
those that are kept are written anew, among them those that once broke something.
"""

import gzip
import json
import sys
from pathlib import Path

from tests.simulation.recording import Json, trace_of

FOLDER = Path(__file__).resolve().parents[2] / "sync" / "vectors" / "traces"
ENDING = ".json.gz"


def record(name: str) -> Path:
    """Write the trace of a run; return where it stands."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}{ENDING}"
    path.write_bytes(gzip.compress(written(name), mtime=0))
    return path


def written(name: str) -> bytes:
    """Return the trace of a run as its text stands."""
    return json.dumps(trace_of(name), ensure_ascii=False, separators=(",", ":")).encode()


def kept_names() -> list[str]:
    """Name the traces that are kept."""
    return sorted(path.name.removesuffix(ENDING) for path in FOLDER.glob(f"*{ENDING}"))


def kept(name: str) -> Json:
    """Return a trace that is kept."""
    trace: Json = json.loads(gzip.decompress((FOLDER / f"{name}{ENDING}").read_bytes()))
    return trace


if __name__ == "__main__":
    for name in sys.argv[1:] or kept_names():
        print(record(name))  # noqa: T201
