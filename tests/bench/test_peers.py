"""The comparison with what a user would pick instead: its table, and doing without the harness."""

import subprocess
import sys
from pathlib import Path

from bench.installation import ROOT
from bench.peers import table
from bench.peers.pull_cost import PullCost

MACHINE = "two cores"


def note(peer, scenario, ms, **more):
    wire = {"requests": 1, "up": 500, "down": 300, "create_ms": 100}
    return {"peer": peer, "scenario": scenario, "count": 10_000, "ms": ms, **wire, **more}


def rendered(*notes, costs=()):
    said = {"notes": notes, "versions": {"doorstep": "doorstep 1"}}
    return table.rendered(said, costs, MACHINE)


def test_the_table_gives_the_median_and_how_often_it_was_measured():
    text = rendered(*(note("doorstep", "first", ms) for ms in (900, 700, 5000)))

    assert "| 首次同步 1 万条，秒 | 0.90 (3) |" in text


def test_a_goal_that_is_missed_says_so_and_one_that_is_reached_too():
    raw = note("floor", "first", 1000)

    assert "0.60 倍，目标 ≤ 0.50，**没有达到**" in rendered(note("doorstep", "first", 600), raw)
    assert "0.40 倍，目标 ≤ 0.50，达到" in rendered(note("doorstep", "first", 400), raw)


def test_a_goal_that_was_not_measured_is_not_called_reached():
    assert "首次同步 1 万条，比 Kinto：没有量" in rendered(note("doorstep", "first", 600))


def test_a_peer_that_broke_down_is_named_with_the_reason():
    broken = {"peer": "rxdb-b1000", "count": 10_000, "scenario": "failed", "why": "day: timed out"}

    assert "没有跑完：rxdb-b1000，day: timed out" in rendered(note("doorstep", "first", 1), broken)


def test_a_pull_that_grows_with_the_database_misses_its_goal():
    costs = [PullCost(1_000, 10.0), PullCost(500_000, 40.0)]

    assert "4.00 倍，目标 ≤ 1.5，**没有达到**" in rendered(costs=costs)


def test_the_table_takes_the_place_of_the_last_one_and_nothing_else_changes(tmp_path: Path):
    page = tmp_path / "README.md"
    page.write_text(f"above\n{table.BEGIN}\nold\n{table.END}\nbelow\n")

    table.write_into(page, "new")

    assert page.read_text() == f"above\n{table.BEGIN}\nnew\n{table.END}\nbelow\n"


def test_the_readme_has_a_place_for_the_table():
    text = (ROOT / "README.md").read_text()

    assert text.index(table.BEGIN) < text.index(table.END)


def test_without_the_harness_it_says_what_is_missing_and_measures_nothing(tmp_path: Path):
    result = subprocess.run(
        [sys.executable, "-m", "bench.peers"],
        cwd=ROOT,
        env={"DOORSTEP_PEERS": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 2
    assert "run.py" in result.stderr
    assert "DOORSTEP_PEERS" in result.stderr
    assert "Traceback" not in result.stderr
