"""`python -m bench [NAME…]`: print every figure with its input, the machine and how busy it was.

A name is that of a file here, such as `first_sync`; without any, all are measured.
"""

import os
import sys
from collections.abc import Callable

from bench import (
    desk,
    entry_bundle,
    first_sync,
    import_registry,
    often_visited,
    papers,
    photo_uploads,
    push,
    quiet_sync,
    search,
    start_up,
    unlock,
    walls,
)
from bench.figure import Figure, NotMeasured
from bench.machine import describe

MEASUREMENTS = (
    entry_bundle.measure,
    quiet_sync.measure_bytes,
    quiet_sync.measure_time,
    first_sync.measure,
    search.measure,
    import_registry.measure,
    push.measure_sqlite,
    push.measure_postgres,
    often_visited.measure_sqlite,
    often_visited.measure_postgres,
    photo_uploads.measure_whole,
    photo_uploads.measure_pieces,
    papers.measure,
    desk.measure_sqlite,
    desk.measure_postgres,
    start_up.measure,
    unlock.measure,
    walls.measure_sqlite,
    walls.measure_postgres,
)


def main() -> int:
    """Take the measurements; fail when one misses its bound."""
    print(describe(), flush=True)
    missed = False
    for measure in _named(sys.argv[1:]):
        figure = measure()
        print("\n".join(figure.lines()), flush=True)
        print(f"    load afterwards {os.getloadavg()[0]:.1f}", flush=True)
        missed |= not figure.is_kept
    return int(missed)


def _named(names: list[str]) -> list[Callable[[], Figure | NotMeasured]]:
    return [one for one in MEASUREMENTS if not names or one.__module__.split(".")[-1] in names]


if __name__ == "__main__":
    sys.exit(main())
