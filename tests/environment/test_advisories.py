"""`make audit` never calls unchecked packages sound: its canary must be reported first."""

import sys
from textwrap import dedent

import pytest

from scripts.advisories import ASKING, CANARY, audited, told
from scripts.known_faults import NoAnswerError

FAULTY = '{"name": "jinja2", "version": "2.10", "vulns": [{"id": "PYSEC-2019-217"}]}'


@pytest.fixture
def tool(tmp_path):
    """Give a program that is called as pip-audit is and answers about a lock as it is told to."""

    def make(about_the_canary, about_others="print('{\"dependencies\": []}')"):
        program = tmp_path / "pip-audit.py"
        program.write_text(
            dedent("""
            import pathlib, sys
            lock = pathlib.Path(sys.argv[-1]).read_text()
            if "jinja2==2.10" in lock:
                {}
            else:
                {}
            """).format(about_the_canary, about_others)
        )
        return (sys.executable, str(program))

    return make


@pytest.fixture
def lock(tmp_path):
    lock = tmp_path / "runtime.txt"
    lock.write_text("flask==3.1 --hash=sha256:00\n")
    return lock


def says(*packages):
    return f"print('{{\"dependencies\": [{', '.join(packages)}]}}')"


def test_locks_are_sound_when_only_the_canary_is_reported(tool, lock):
    assert audited(tool(says(FAULTY)), [lock]) == []


def test_a_known_fault_of_a_locked_package_is_named_once(tool, lock):
    fault = FAULTY.replace("jinja2", "flask").replace("2.10", "3.1")

    assert audited(tool(says(FAULTY), says(fault)), [lock, lock]) == [
        ("flask", "3.1", "PYSEC-2019-217")
    ]


def test_a_canary_that_is_called_sound_means_that_nothing_was_checked(tool, lock):
    with pytest.raises(NoAnswerError, match="called sound"):
        audited(tool(says()), [lock])


@pytest.mark.parametrize("where", ["the canary", "the locks"])
def test_a_database_out_of_reach_is_said_and_never_taken_for_soundness(where, tool, lock):
    gone = "sys.exit('no such host')"
    silent = tool(gone) if where == "the canary" else tool(says(FAULTY), gone)

    with pytest.raises(NoAnswerError, match="no such host"):
        audited(silent, [lock])


def test_the_tool_is_strict_and_asked_by_hash():
    assert {"--strict", "--require-hashes"} <= set(ASKING)
    assert CANARY.startswith("jinja2==2.10 ")
    assert "--hash=sha256:" in CANARY


def silent():
    raise NoAnswerError("no such host")


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ((list, list), 0),
        ((list, silent), 2),
        ((silent, lambda: [("vue", "3.5", "GHSA-1")]), 1),
        ((lambda: [("flask", "3.1", "PYSEC-1")], list), 1),
    ],
)
def test_one_kind_without_an_answer_hides_nothing_that_is_known_of_the_other(
    answers, status, capsys
):
    assert told(dict(zip(("Python", "the pages"), answers, strict=True))) == status

    said = capsys.readouterr().out
    assert ("was checked: the database gave no answer" in said) == (silent in answers)
