"""`python -m tests.simulation SEEDS`: many seeds on all cores, going on where the last run ended.

A seed that breaks an invariant is kept in `failed_seeds.txt`, which `make test` replays, and its
trace in `sync/vectors/traces/`, through which the TypeScript core lives.
"""

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.simulation.oracle import ViolationError
from tests.simulation.record import record
from tests.simulation.run import Run

FAILED = Path(__file__).with_name("failed_seeds.txt")
REACHED = Path(__file__).resolve().parents[2] / ".setup" / "simulated"
PORTION = 100


def failed_seeds() -> list[int]:
    """Return the seeds that once broke an invariant."""
    return [int(line) for line in FAILED.read_text(encoding="utf-8").split()]


def simulate(first: int) -> tuple[Counter[str], dict[int, str]]:
    """Run one portion of seeds; return how many had each fault, and what broke."""
    struck: Counter[str] = Counter()
    broken: dict[int, str] = {}
    for seed in range(first, first + PORTION):
        try:
            struck += Counter(dict.fromkeys(Run(seed).go(), 1))
        except ViolationError as error:
            broken[seed] = str(error)
    return struck, broken


def main(seeds: int) -> int:
    """Run so many further seeds; return the exit status."""
    start = int(REACHED.read_text(encoding="utf-8")) if REACHED.exists() else 0
    struck: Counter[str] = Counter()
    broken: dict[int, str] = {}
    with ProcessPoolExecutor() as pool:
        firsts = range(start, start + seeds, PORTION)
        for first, (more, failed) in zip(firsts, pool.map(simulate, firsts), strict=True):
            struck, broken = struck + more, broken | failed
            _keep(first + PORTION, failed)
            print(f"{first + PORTION - start} of {seeds}, {len(broken)} broken", flush=True)  # noqa: T201
    print(*(f"{count} seeds: {kind}" for kind, count in struck.most_common()), sep="\n")  # noqa: T201
    print(*broken.values(), sep="\n")  # noqa: T201
    return 1 if broken else 0


def _keep(reached: int, failed: dict[int, str]) -> None:
    REACHED.parent.mkdir(exist_ok=True)
    REACHED.write_text(f"{reached}\n", encoding="utf-8")
    if failed:
        with FAILED.open("a", encoding="utf-8") as file:
            file.writelines(f"{seed}\n" for seed in failed)
    for seed in failed:
        record(str(seed))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
