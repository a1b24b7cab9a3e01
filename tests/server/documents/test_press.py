"""The press: apart from the server, within its limits, reaching nothing, and soon back."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from server.core.confinement import frame
from server.features.documents.press import BREAKDOWN, BROKEN, MEMORY_BYTES, PROCESSOR_S
from server.features.documents.pressing import PRESS, NotMadeError, Press
from server.features.documents.wording import content
from tests.server.documents.acts import ACT, MADE_AT, PROJECT

PAPER = content("decision", ACT)
MANY = 10_000_000


@pytest.fixture(scope="module")
def seal_place(tmp_path_factory):
    return tmp_path_factory.mktemp("keys") / "seal.pem"


def test_a_press_makes_paper_after_paper_in_one_process(press):
    first = press.make(PAPER, MADE_AT)
    pid = press.pid
    second = press.make(PAPER, MADE_AT)

    assert first.startswith(b"%PDF-1.7")
    assert second.startswith(b"%PDF-1.7")
    assert b"/ByteRange" in second
    assert press.pid == pid


def test_a_press_that_was_killed_is_replaced_for_the_next_paper(press):
    press.make(PAPER, MADE_AT)
    os.kill(press.pid, signal.SIGKILL)

    with pytest.raises(NotMadeError, match="中断"):
        press.make(PAPER, MADE_AT)

    assert press.make(PAPER, MADE_AT).startswith(b"%PDF")


def test_an_order_that_takes_too_long_ends_the_press_and_not_the_server(seal_place):
    hurried = Press(seal_place, first_s=0.01)

    with pytest.raises(NotMadeError, match="超时"):
        hurried.make(PAPER, MADE_AT)

    assert hurried.pid is None


def test_a_paper_that_wants_more_memory_than_there_may_be_is_refused_in_words(seal_place):
    # Patient, so that it is the memory that runs out and not the time.
    press = Press(seal_place, first_s=100, next_s=100)
    huge = replace(PROJECT, content_scale="东莞" * MANY)

    with pytest.raises(NotMadeError, match="中断"):
        press.make(content("decision", replace(ACT, project=huge)), MADE_AT)

    assert press.make(PAPER, MADE_AT).startswith(b"%PDF")
    press.stop()


def test_a_press_knows_nothing_of_the_settings_of_the_server(press, monkeypatch):
    press.stop()
    monkeypatch.setenv("DOORSTEP_DATABASE_URL", "postgresql://secret")
    press.make(PAPER, MADE_AT)

    assert b"DOORSTEP" not in Path(f"/proc/{press.pid}/environ").read_bytes()


def test_a_press_ends_with_its_server(seal_place):
    press = Press(seal_place)
    press.make(PAPER, MADE_AT)
    process = press._process._process

    process.stdin.close()

    assert process.wait(timeout=20) == 0
    press.stop()


def test_a_character_that_no_font_has_is_named(press):
    with pytest.raises(NotMadeError, match="有无法显示的字：\U0010fffd"):
        press.make(content("decision", replace(ACT, enterprise="东莞\U0010fffd厂")), MADE_AT)


@pytest.mark.parametrize(
    "deed",
    [
        "socket.create_connection(('127.0.0.1', 9))",
        "urllib.request.urlopen('http://127.0.0.1:9/')",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "pathlib.Path('written').write_text('x')",
    ],
)
def test_whatever_got_into_a_press_could_not_leave_it(deed, tmp_path):
    program = f"""
import os, pathlib, socket, subprocess, urllib.request
from server.core.confinement import keep_within
keep_within({MEMORY_BYTES}, {PROCESSOR_S})
{deed}
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )

    assert done.returncode == 1
    assert b"a confined program does not do" in done.stderr or b"File too large" in done.stderr


def test_of_a_paper_that_breaks_it_a_press_says_where_and_nothing_of_the_paper(seal_place):
    order = {"content": {"enterprise": "东莞市明丰五金厂"}, "made_at": MADE_AT.isoformat()}
    program = [sys.executable, "-m", PRESS, str(seal_place), MADE_AT.isoformat()]

    done = subprocess.run(
        program, input=frame(json.dumps(order).encode()), capture_output=True, check=False
    )

    assert done.stdout == frame(BREAKDOWN + BROKEN.encode())
    [line] = done.stderr.decode().splitlines()
    assert json.loads(line)["event"] == "paper.not_made"
    assert "明丰" not in line
