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


class FullDisk(io.StringIO):
    """An output for which there is no room."""

    def write(self, _):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_request_is_answered_although_its_line_finds_no_room(anybody, monkeypatch):
    monkeypatch.setattr("sys.stdout", FullDisk())

    answer = anybody.get("/healthz")

    assert answer.status_code == 200
