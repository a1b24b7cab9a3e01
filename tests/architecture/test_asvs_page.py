"""docs/asvs.md answers for each requirement of the standard that concerns us, and claims nothing by
a test or a page that is not there.

The numbers are those of OWASP ASVS 5.0.0 (CC BY-SA 4.0), levels 1 and 2; its sentences stand there.
"""

import re
from pathlib import Path

from tests.architecture.test_security_page import missing

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "asvs.md"
# For each section the level of 1, 2, 3 …; `3` is above what we answer for.
LEVELS = {
    "1.1": "22",
    "1.2": "1111122223",
    "1.3": "112222222223",
    "1.4": "222",
    "1.5": "123",
    "2.1": "122",
    "2.2": "112",
    "2.3": "12223",
    "2.4": "23",
    "3.2": "113",
    "3.3": "12223",
    "3.4": "11222233",
    "3.5": "11122333",
    "3.7": "22333",
    "4.1": "12233",
    "4.2": "23333",
    "4.3": "22",
    "4.4": "1222",
    "5.1": "2",
    "5.2": "112333",
    "5.3": "113",
    "5.4": "222",
    "6.1": "122",
    "6.2": "111111112222",
    "6.3": "11223333",
    "6.4": "112233",
    "6.5": "22222333",
    "6.6": "2223",
    "6.8": "2222",
    "7.1": "222",
    "7.2": "1111",
    "7.3": "22",
    "7.4": "11222",
    "7.5": "223",
    "7.6": "22",
    "8.1": "1233",
    "8.2": "1123",
    "8.3": "133",
    "8.4": "23",
    "9.1": "111",
    "9.2": "1222",
    "10.1": "22",
    "10.2": "223",
    "10.3": "22223",
    "10.4": "1111122222233333",
    "10.5": "22222",
    "10.6": "22",
    "10.7": "222",
    "11.1": "2233",
    "11.2": "22233",
    "11.3": "11233",
    "11.4": "1222",
    "11.5": "23",
    "11.6": "23",
    "12.1": "12233",
    "12.2": "11",
    "12.3": "22223",
    "13.1": "2333",
    "13.2": "222223",
    "13.3": "2233",
    "13.4": "1222233",
    "14.1": "22",
    "14.2": "12223333",
    "14.3": "122",
    "15.1": "12233",
    "15.2": "12233",
    "15.3": "1222222",
    "16.1": "2",
    "16.2": "22222",
    "16.3": "2222",
    "16.4": "222",
    "16.5": "2223",
    "17.1": "23",
    "17.2": "22223333",
    "17.3": "22",
}
ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| "
    r"(test|note|not applicable|deviation|open) \| ([^|]+) \|$",
    re.MULTILINE,
)
ANY_ROW = re.compile(r"^\| \d+\.\d+\.\d+ .*$", re.MULTILINE)
TEST = re.compile(r"`(?:tests|pwa)/[\w./-]*test[\w./-]*\.(?:py|ts)(?:::\w+)?`")
PATH = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.\w+|Makefile|Dockerfile|\.dockerignore)`")
OWN_NOTE = re.compile(r"\(#([\w-]+)\)")


def _asked() -> dict[str, str]:
    numbered = (
        (f"{section}.{n}", level)
        for section, levels in LEVELS.items()
        for n, level in enumerate(levels, start=1)
    )
    return {number: level for number, level in numbered if level != "3"}


def _unshown(rows: list[tuple[str, ...]]) -> list[str]:
    """Return the rows whose verdict names nothing that would show it."""
    shows = {
        "test": lambda told: bool(TEST.search(told)),
        "note": lambda told: bool(PATH.search(told) or OWN_NOTE.search(told)),
    }
    return [
        number
        for number, _, _, verdict, told in rows
        if not shows.get(verdict, lambda told: len(told) >= 5)(told)
    ]


def test_each_of_the_253_requirements_of_levels_1_and_2_has_one_row() -> None:
    asked = _asked()
    rows = [(number, level) for number, level, *_ in ROW.findall(PAGE.read_text())]

    assert (len(asked), list(asked.values()).count("1")) == (253, 70)
    assert rows == list(asked.items())


def test_every_row_is_whole_and_shows_what_it_says() -> None:
    text = PAGE.read_text()

    assert len(ROW.findall(text)) == len(ANY_ROW.findall(text))
    assert _unshown(ROW.findall(text)) == []


def test_every_test_and_page_that_is_named_is_there() -> None:
    text = PAGE.read_text()
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }

    assert missing(text) == []
    assert [path for path in PATH.findall(text) if not (ROOT / path).exists()] == []
    assert [note for note in OWN_NOTE.findall(text) if note not in headings] == []


def test_the_counts_at_the_top_are_those_of_the_table() -> None:
    text = PAGE.read_text()
    told = dict(re.findall(r"^\| \*\*([a-z ]+)\*\* \| (\d+) \|", text, re.MULTILINE))
    verdicts = [verdict for _, _, _, verdict, _ in ROW.findall(text)]

    assert {name: int(n) for name, n in told.items()} == {
        verdict: verdicts.count(verdict) for verdict in told
    }
    assert set(told) == {"test", "note", "not applicable", "deviation", "open"}


def test_a_verdict_that_names_nothing_is_noticed() -> None:
    rows = [("1.1.1", "2", "x", "test", "sure"), ("1.1.2", "2", "x", "note", "`docs/vault.md`")]

    assert _unshown(rows) == ["1.1.1"]
