"""`python -m bench.peers [--rounds N] [--write]`: measure ours beside the peers, print the table.

With `--write` the table goes into README.md. About 12 minutes with 3 rounds.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.installation import DOORSTEP, ROOT
from bench.machine import describe
from bench.peers import harness, pull_cost, table
from bench.peers.harness import Harness, NoHarnessError
from bench.peers.registering import TOWN
from bench.peers.table import KINTO, OURS, POUCH, RAW, RXDB
from scripts.setup.node import find_node

PEERS = (OURS, RAW, KINTO, RXDB, POUCH)
QUICK = (OURS, RAW)
STEPS = ("day", "slow", "many", "pull")


def main() -> int:
    """Return 0 when everything could be measured, whatever the figures."""
    wish = _wish()
    try:
        ready = harness.made_ready()
    except NoHarnessError as reason:
        print(f"bench-peers: not measured, {reason}", file=sys.stderr)
        return 2
    said = _driven(ready, _steps(wish))
    flat = pull_cost.measure() if "pull" in wish.only else []
    text = table.rendered(said, flat, describe())
    print(text)
    if wish.write:
        table.write_into(ROOT / "README.md", text)
    return int(any(note["scenario"] == "failed" for note in said["notes"]))


def _wish() -> argparse.Namespace:
    reading = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    reading.add_argument("--rounds", type=int, default=3)
    reading.add_argument(
        "--long-rounds", type=int, default=1, help="of the slow peers' runs of half a minute"
    )
    reading.add_argument("--only", type=_words, default=STEPS, help="some of: day,slow,many,pull")
    reading.add_argument("--peers", type=_words, default=PEERS, help=",".join(PEERS))
    reading.add_argument("--write", action="store_true", help="put the table into README.md")
    return reading.parse_args()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


def _steps(wish: argparse.Namespace) -> list[dict[str, Any]]:
    """Return the steps, rounds interleaved; slow peers do their long ones less often."""
    steps = []
    for number in range(wish.rounds):
        is_long = number < wish.long_rounds
        patient = [name for name in wish.peers if is_long or name in QUICK]
        steps += [
            {"kind": "day", "count": 10_000, "round": number, "peers": wish.peers},
            {"kind": "slow", "count": 10_000, "round": number, "peers": patient},
            {"kind": "many", "count": 50_000, "round": number, "peers": patient},
        ]
    return [step for step in steps if step["kind"] in wish.only]


def _driven(ready: Harness, steps: list[dict[str, Any]]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="doorstep-bench-peers-") as folder:
        out, wish = Path(folder, "out.json"), Path(folder, "wish.json")
        wish.write_text(
            json.dumps(
                {
                    "steps": steps,
                    "out": str(out),
                    "harness": str(ready.folder),
                    "root": str(ROOT),
                    "python": sys.executable,
                    "doorstep": str(DOORSTEP),
                    "town": TOWN,
                }
            )
        )
        own = {key: value for key, value in os.environ.items() if not key.startswith("DOORSTEP_")}
        # One of the peers' servers runs in Node.
        env = {**own, **find_node().environment}
        driver = str(Path(__file__).with_name("drive.py"))
        subprocess.run([str(ready.python), driver, str(wish)], cwd=ROOT, env=env, check=True)
        said: dict[str, Any] = json.loads(out.read_text())
        return said


if __name__ == "__main__":
    sys.exit(main())
