"""`doorstep verify-receipt` at the console, as its own process."""

import json
import subprocess

import pytest

from server.features.receipts import base45
from tests.e2e.bureau import console_script
from tests.server.receipts import making
from tests.server.receipts.cases import POEM
from tests.server.receipts.making import FixedKey


@pytest.fixture
def verify(environment, folder):
    def run(raw):
        return subprocess.run(
            [console_script(), "verify-receipt"],
            env=environment,
            input=raw,
            capture_output=True,
            timeout=300,
            check=False,
        )

    return run


@pytest.mark.parametrize(
    ("raw", "verdict"),
    [
        (making.receipt(FixedKey(b"strange")).encode(), "unknown_key"),
        (POEM.encode(), "unreadable"),
        (b"", "unreadable"),
        (b"\xff\xfe\x00" * 30_000, "unreadable"),
        (("DS1:" + base45.encode(b"\x81" * 400)).encode(), "unreadable"),
    ],
    ids=["a strange key", "a poem", "nothing", "a film", "a well of arrays"],
)
def test_whatever_comes_in_one_object_with_a_verdict_goes_out(verify, raw, verdict):
    done = verify(raw)

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1
    answer = json.loads(done.stdout)
    assert (answer["verdict"], answer["number"], answer["branch"]) == (verdict, None, None)
