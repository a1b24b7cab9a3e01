"""What a phone sends may come packed, and a packed message is as harmless as a plain one."""

import gzip
import json

import pytest

from server.features.sync_api.views import MOST_BYTES
from tests.server.sync_api.phones import PHONE, command

SENT = command(1)
MESSAGE = json.dumps({"proto": 2, "device": PHONE, "first_seq": 1, "commands": [SENT]}).encode()
WHOLE = gzip.compress(MESSAGE)


@pytest.fixture
def send(as_person, people):
    """Send bytes to the sync door under an encoding."""
    officer = as_person(people.officer)

    def post(content, encoding="gzip"):
        headers = {"Content-Encoding": encoding, "Content-Type": "application/json"}
        return officer.post("/api/sync", data=content, headers=headers)

    return post


def test_a_packed_message_is_taken_in_once_like_a_plain_one(send):
    packed, plain = send(WHOLE), send(MESSAGE, "identity")

    assert packed.headers["Accept-Encoding"] == "gzip"
    assert [result["status"] for result in packed.json["results"]] == ["applied"]
    assert plain.json["results"] == packed.json["results"]


@pytest.mark.parametrize(
    "spoilt",
    [WHOLE[:-9], WHOLE + b"more", b"no gzip", b""],
    ids=["cut", "followed", "none", "empty"],
)
def test_a_message_whose_packing_is_broken_does_nothing(send, spoilt):
    answer = send(spoilt)

    assert (answer.status_code, answer.json["code"]) == (400, "400.01")
    assert send(MESSAGE, "identity").json["results"][0]["status"] == "applied"


def test_a_small_message_that_unpacks_to_a_huge_one_is_too_large(send):
    answer = send(gzip.compress(b" " * (MOST_BYTES + 1)))

    assert answer.status_code == 413


def test_a_packing_that_nobody_announced_is_refused_in_words(send):
    answer = send(MESSAGE, "br")

    assert (answer.status_code, answer.json["code"]) == (415, "415.01")
    assert answer.headers["Accept-Encoding"] == "gzip"
