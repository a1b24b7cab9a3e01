"""One line of JSON per request, which names nobody."""

import errno
import io
import json
import os

import pytest
import structlog
from sqlalchemy.exc import IntegrityError

from server.core.auth import Role
from server.core.doors import writing
from server.core.log import LONGEST_TRACE
from server.features.accounts import commands as accounts
from server.features.accounts.commands import NewPerson
from tests.people import PASSWORD

log = structlog.get_logger()


def test_a_request_leaves_one_line_without_what_was_asked_or_sent(anybody, capsys):
    capsys.readouterr()

    anybody.post("/api/session?name=secret", {"name": "chen", "password": PASSWORD})

    [line] = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"]) == ("request", "info")
    assert (told["method"], told["route"], told["status"]) == ("POST", "/api/session", 200)
    assert told["ms"] >= 0
    assert told["timestamp"].endswith("Z")
    assert not any(word in line for word in ("secret", "chen", PASSWORD))


def lines_of(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_sign_in_says_whose_it_was_and_a_wrong_one_why_and_from_where(anybody, people, capsys):
    capsys.readouterr()

    anybody.post("/api/session", {"name": "chen", "password": PASSWORD})
    anybody.post("/api/session", {"name": "chen\nforged", "password": "wrong horse 9"})

    right, wrong = lines_of(capsys)
    assert (right["status"], right["person"], "code" in right) == (200, people.officer, False)
    assert (wrong["status"], wrong["code"], "person" in wrong) == (401, "401.01", False)
    assert wrong["address"] == "127.0.0.1"
    assert "forged" not in str(wrong)


def test_a_refusal_of_authority_says_whom_it_met(as_person, people, capsys):
    officer = as_person(people.officer)
    capsys.readouterr()

    officer.get("/api/people")

    [line] = lines_of(capsys)
    assert (line["status"], line["code"], line["person"]) == (403, "403.00", people.officer)


def test_a_fault_is_told_by_its_kind_and_place_without_what_was_typed(app, capsys):
    capsys.readouterr()

    try:
        with writing() as session:
            person = accounts.add_person(session, NewPerson("secret", "密不可言", Role.CADRE))
            person.branch_id = "nowhere but here"
            session.flush()
    except IntegrityError:
        log.exception("deed.failed", deed="one")

    [told] = lines_of(capsys)
    assert (told["event"], told["level"], told["deed"]) == ("deed.failed", "error", "one")
    assert "sqlalchemy.exc.IntegrityError" in told["exception"]
    assert "test_log.py" in told["exception"]
    # What the database says itself, in whose words the values stand.
    assert any(known in told["exception"] for known in ("(23503)", "SQLITE_CONSTRAINT"))
    for typed in ("密不可言", "nowhere but here"):
        assert f"'{typed}'" not in told["exception"]
        assert f"({typed})" not in told["exception"]


def test_a_fault_from_the_deep_still_fits_one_line_that_no_journal_cuts(capsys):
    def deeper(value):
        return [deeper([value])]

    with pytest.raises(RecursionError) as fault:
        deeper(1)
    capsys.readouterr()
    log.error("deed.failed", exc_info=fault.value)

    [told] = lines_of(capsys)
    assert len(told["exception"]) <= LONGEST_TRACE
    assert told["exception"].endswith("builtins.RecursionError")


def test_a_fault_that_came_of_another_tells_both(capsys):
    capsys.readouterr()
    try:
        {}["陈志远"]
    except KeyError:
        try:
            int("陈志远")
        except ValueError:
            log.exception("deed.failed")

    [told] = lines_of(capsys)
    assert told["exception"].index("KeyError") < told["exception"].index("builtins.ValueError")


class FullDisk(io.StringIO):
    """An output for which there is no room."""

    def write(self, _):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_request_is_answered_although_its_line_finds_no_room(anybody, monkeypatch):
    monkeypatch.setattr("sys.stdout", FullDisk())

    answer = anybody.get("/healthz")

    assert answer.status_code == 200
