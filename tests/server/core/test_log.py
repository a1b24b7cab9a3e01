"""One line of JSON per request, which names nobody."""

import errno
import io
import json
import os

from tests.people import PASSWORD


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


class FullDisk(io.StringIO):
    """An output for which there is no room."""

    def write(self, _):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_request_is_answered_although_its_line_finds_no_room(anybody, monkeypatch):
    monkeypatch.setattr("sys.stdout", FullDisk())

    answer = anybody.get("/healthz")

    assert answer.status_code == 200
