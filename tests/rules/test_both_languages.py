"""Python and TypeScript give the same answer to whatever is asked of the rules."""

import json
import os
import subprocess
from pathlib import Path

from scripts.setup.node import find_node
from tests.rules.fuzzing import MIX, cases

REPLAY = Path(__file__).with_name("replay.mjs")
COUNT = 3_000_000 if os.environ.get("DOORSTEP_LONG") else 120_000


def test_a_hundred_thousand_random_cases_come_to_the_same_in_both_languages(tmp_path: Path) -> None:
    file = tmp_path / "cases"
    with file.open("w", encoding="ascii") as lines:
        lines.writelines(json.dumps(case) + "\n" for case in cases(COUNT))

    done = subprocess.run(
        [find_node().folder / "node", REPLAY, tmp_path / "rules", file],
        check=True,
        capture_output=True,
        text=True,
    )

    answered = json.loads(done.stdout)
    assert (answered["differing"], answered["cases"]) == (0, COUNT), answered["first"]


def test_the_random_cases_are_of_every_kind_and_come_to_everything() -> None:
    some = list(cases(8_000))

    assert {case["kind"] for case in some} == set(MIX)
    weighed = [case["answer"][0] for case in some if case["kind"] == "weigh"]
    assert min(weighed.count(value) for value in (True, False, None)) > 100
    parsed = [case["answer"] == "read" for case in some if case["kind"] == "parse"]
    assert 20 < sum(parsed) < len(parsed) - 20
    read = ["facts" in case["answer"] for case in some if case["kind"] == "read"]
    assert 100 < sum(read) < len(read) - 100
    triaged = {case["answer"]["outcome"] for case in some if case["kind"] == "triage"}
    assert triaged == {
        None,
        *("outside", "exempt", "registration_form", "report_form", "report_book"),
    }
