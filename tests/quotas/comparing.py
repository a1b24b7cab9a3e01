"""`python -m tests.quotas.comparing [COUNT]`: kernel, phone core and oracle on random histories."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scripts.setup.node import find_node
from sync.rules.quota import figures
from sync.rules.quota_facts import read_standing, read_work, told_figures
from sync.rules.quota_plan import RANKS, read_plan
from tests.quotas.histories import PEOPLE, History, histories
from tests.quotas.oracle import oracle_figures

REPLAY = Path(__file__).with_name("replay.mjs")
ALL = 10_000


@dataclass(frozen=True)
class Compared:
    """How many figures were compared, and where somebody differs: seed, person, who says what."""

    cases: int
    with_target: int
    oracle_differs: Sequence[Any]
    phone_differs: Sequence[Any]


def compared(count: int, folder: Path) -> Compared:
    """Compare the three over the first histories."""
    told = list(histories(count))
    by_oracle = oracle_figures(told)
    ours = {(h, who): _figures(one, who) for h, one in enumerate(told) for who in PEOPLE}
    differs = [
        (key, _essence(found), by_oracle.get(key))
        for key, found in ours.items()
        if _essence(found) != by_oracle.get(key)
    ]
    return Compared(len(ours), len(by_oracle), differs, _phone_differs(told, ours, folder))


def _figures(history: History, who: str) -> dict[str, Any]:
    work = read_work(history.work())
    standing = read_standing(history.standings[who])
    plan = read_plan(history.plan)
    return told_figures(figures(who, plan, standing, work.visits, work.solutions))


def _essence(told: dict[str, Any]) -> tuple[Any, ...] | None:
    """Return what the oracle tells too; None for who has no target."""
    if told["row"] is None:
        return None
    days = sum(_days(piece) for piece in told["pieces"])
    numbers = ("target_visits", "target_solved", "enterprises", "visit_times", "solved")
    rank = RANKS.index(told["row"]["rank"])
    counted = [told[name] for name in numbers]
    return (rank, days, told["branch_id"], int(told["waived"]), *counted)


def _days(piece: dict[str, Any]) -> int:
    first, last = (date.fromisoformat(piece[end]) for end in ("first", "last"))
    return (last - first).days + 1


def _phone_differs(told: Sequence[History], ours: dict[Any, Any], folder: Path) -> Sequence[Any]:
    cases = folder / "cases"
    with cases.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(case) + "\n" for case in _cases(told, ours))
    done = subprocess.run(
        [find_node().folder / "node", REPLAY, folder / "rules", cases],
        check=True,
        capture_output=True,
        text=True,
    )
    answered = json.loads(done.stdout)
    assert answered["cases"] == len(ours)
    differs: Sequence[Any] = answered["differing"]
    return differs


def _cases(told: Sequence[History], ours: dict[Any, Any]) -> Iterator[dict[str, Any]]:
    for (h, who), answer in ours.items():
        history = told[h]
        standing = history.standings[who]
        asked = {"plan": history.plan, "standing": standing, "work": history.work()}
        yield {"seed": h, "person": who, **asked, "answer": answer}


def main() -> int:
    """Print how many differences there are."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ALL
    with TemporaryDirectory() as folder:
        done = compared(count, Path(folder))
    print(  # noqa: T201
        f"{count} histories, {done.cases} people, {done.with_target} with a target: oracle differs"
        f" {len(done.oracle_differs)} times, phone core {len(done.phone_differs)} times"
    )
    for one in [*done.oracle_differs[:5], *done.phone_differs[:5]]:
        print(one)  # noqa: T201
    return 1 if done.oracle_differs or done.phone_differs else 0


if __name__ == "__main__":
    sys.exit(main())
