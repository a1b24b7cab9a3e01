"""`python -m tests.endurance [PART…]`: the tests that take hours, part by part, a line for each.

A part that has passed is noted with the commit that it passed on, and passed over when the same
commit is tested again; parts that are named are run in any case.
"""

import subprocess
import sys
from pathlib import Path

# What is run, and what it says of the program when it passes.
PARTS = {
    "mutants": (
        "tests/simulation/test_mutants.py",
        "each planted bug found within 1,000 seeds",
    ),
    "snapshots": (
        "tests/simulation/test_snapshots.py",
        "10,000 worlds in which scopes start from chunks: each ends as the bureau has it",
    ),
    "trust": (
        "tests/simulation/test_trust.py",
        "20,000 worlds of lost phones, turned clocks and shared glasses: nothing lost or leaked",
    ),
    "copies": (
        "tests/simulation/test_copies.py",
        "10,000 worlds of copied phones that decide by leases: each is found, nothing of both runs",
    ),
    "keys": (
        "tests/simulation/test_keys.py",
        "10,000 worlds in which the bureau rolls and loses its keys: receipts stay, work opens",
    ),
    "forged-commands": (
        "tests/sync/test_signatures.py",
        "100,000 changed, swapped, replayed and foreign commands: 0 accepted",
    ),
    "commit-order": (
        "tests/sync/test_commit_order.py",
        "102,400 rows of 8 writers on each database: 0 missed; the naive cursor missed some",
    ),
    "tampering": (
        "tests/server/audit/test_tampering.py",
        "1,000 changes of the audit log on each database: all found, each with its place",
    ),
    "fuzz-sync": (
        "tests/fuzz/test_sync_door.py",
        "32,000 damaged messages: no 500, no trace, no half effect",
    ),
    "fuzz-chunks": (
        "tests/fuzz/test_chunks.py",
        "15,000 damaged pieces and names of chunks: no 500, no trace, no half effect",
    ),
    "fuzz-rest": (
        "tests/fuzz/test_rest.py",
        "17,000 requests made of the OpenAPI: no 500, no trace, no half effect",
    ),
    "cut-push": (
        "tests/e2e/faults/test_cut_push.py",
        "a push cut at every byte of request and answer, on each database: one effect each time",
    ),
    "rules": (
        "tests/rules/test_both_languages.py",
        "3,000,000 random cases of the rules in both languages: 0 differences",
    ),
    "quotas": (
        "tests/quotas/test_three_alike.py",
        "10,000 random histories: bureau, phone and an oracle in SQL come to the same figures",
    ),
    "fleet": (
        "tests/e2e/test_fleet.py",
        "20 fleets of shipped clients on failing lines, the server killed: 0 lost, 0 doubled",
    ),
    "kill-server": (
        "tests/e2e/faults/test_killed_server.py",
        "200 kills of the server on each database: 0 lost, 0 doubled",
    ),
    "kill-browser": (
        "tests/e2e/faults/test_killed_browser.py",
        "100 kills of Chromium: 0 lost, 0 doubled",
    ),
    "full-disk": (
        "tests/e2e/faults/test_full_disk.py",
        "a full disk said in words, nothing half, all taken in with room again",
    ),
    "full-phone": (
        "tests/e2e/faults/test_full_phone.py",
        "20 visits on a phone with too little room: 0 falsely called saved",
    ),
}
ROOT = Path(__file__).resolve().parents[1]
PASSED = ROOT / ".setup" / "endured"


def main(named: list[str]) -> int:
    """Run the parts that are named, else all that have not passed on this commit."""
    commit = _commit()
    passed = _passed_on(commit)
    wanted = named or [part for part in PARTS if part not in passed]
    said = [f"==> {part}: passed before" for part in PARTS if part not in wanted]
    for part in wanted:
        path, words = PARTS[part]
        print(f"==> {part}", flush=True)  # noqa: T201
        if _passes(path):
            passed.add(part)
            _keep(commit, passed)
            said.append(f"==> {part}: {words}")
        else:
            said.append(f"==> {part}: FAILED")
    print(*said, sep="\n")  # noqa: T201
    return 1 if any(line.endswith("FAILED") for line in said) else 0


def _passes(path: str) -> bool:
    # How long a part may take depends on the machine; nobody waits for it.
    words = [sys.executable, "-m", "pytest", "-n", "auto", "-q", "--timeout=0", path]
    return subprocess.run(words, cwd=ROOT, check=False).returncode == 0


def _commit() -> str:
    words = ["git", "rev-parse", "HEAD"]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _passed_on(commit: str) -> set[str]:
    noted = PASSED.read_text(encoding="utf-8").split() if PASSED.exists() else []
    return set(noted[1:]) if noted[:1] == [commit] else set()


def _keep(commit: str, passed: set[str]) -> None:
    PASSED.parent.mkdir(exist_ok=True)
    PASSED.write_text("\n".join([commit, *sorted(passed)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
