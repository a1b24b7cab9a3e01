"""docs/security.md claims nothing by a test that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
ROW = re.compile(r"^\| (S\d+) \| [^|]+ \| (tested|partly|open) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`((?:tests|pwa)/[\w./-]+)(?:::(\w+))?`")


def missing(text: str) -> list[str]:
    """Return the tests that a text names and that are not in their files."""
    return [f"{file}::{name}" for file, name in TEST.findall(text) if not _is_there(file, name)]


def _is_there(file: str, name: str) -> bool:
    path = ROOT / file
    return path.is_file() and (not name or f"def {name}(" in path.read_text())


def test_every_goal_has_one_row_and_a_state() -> None:
    rows = ROW.findall(PAGE.read_text())

    assert [goal for goal, _, _ in rows] == [f"S{n}" for n in range(1, 19)]
    unshown = [goal for goal, state, told in rows if state != "open" and not TEST.search(told)]
    assert unshown == []


def test_every_test_that_is_named_is_there() -> None:
    assert missing(PAGE.read_text()) == []


def test_a_test_that_is_gone_is_noticed() -> None:
    gone = "tests/architecture/test_security_page.py::test_of_yesterday"

    assert missing(f"`{gone}` `tests/none.py`") == [gone, "tests/none.py::"]
