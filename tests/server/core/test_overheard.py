"""What nobody of ours writes is a line of the log all the same, and repeats nothing."""

import json
import subprocess
import sys

from server.cli import UNFORESEEN

NAME = "陈志远"
SAYS_OF_ITSELF = {
    "a fault that nobody catches": "raise ValueError(name)",
    "a fault in a thread": (
        "t = threading.Thread(target=int, args=(name,), name=name); t.start(); t.join()"
    ),
    "a fault while an object goes": (
        "class Gone:\n    def __del__(self): raise ValueError(name)\nGone()"
    ),
    "a warning": "warnings.warn(name, UserWarning)",
    "a library's warning": "logging.getLogger('library').warning('of %s', name)",
    "a library's fault": (
        "try: int(name)\nexcept ValueError: logging.getLogger('library').exception(name)"
    ),
    "a module of the server": "logging.getLogger('_granian.workers').error(name)",
}
BEGINS = """import logging, threading, warnings
from server.core import log, overheard
log.install()
overheard.install()
name = "".join(map(chr, {letters}))
"""


def said(program):
    """Return what a process says on the standard output and the standard error."""
    begins = BEGINS.format(letters=[ord(letter) for letter in NAME])
    done = subprocess.run(
        [sys.executable, "-c", begins + program], capture_output=True, text=True, check=False
    )
    return done.stdout, done.stderr


def test_what_libraries_and_the_interpreter_say_is_one_line_each_that_names_nobody():
    told = {what: said(program) for what, program in SAYS_OF_ITSELF.items()}

    for what, (out, err) in told.items():
        assert (what, err, len(out.splitlines())) == (what, "", 1)
        assert {"event", "level", "timestamp"} <= json.loads(out).keys()
        assert NAME not in out


def test_a_fault_says_its_kind_and_place():
    out, _ = said("def broken(): raise KeyError(name)\nbroken()")

    line = json.loads(out)
    assert line["event"] == "process.failed"
    assert line["exception"].endswith("builtins.KeyError")
    assert "in broken" in line["exception"]


def test_the_supervisor_is_quoted_as_it_speaks_of_processes():
    out, _ = said("logging.getLogger('_granian').error('Unexpected exit from worker-1')")

    assert json.loads(out)["words"] == "Unexpected exit from worker-1"


def test_a_program_beside_the_server_tells_a_fault_apart_from_its_answers():
    out, err = said(
        "from server.core.confinement import answer, speak_in_lines\n"
        "speak_in_lines()\nanswer(b'done')\nraise ValueError(name)"
    )

    assert out == "\0\0\0\4done"
    assert NAME not in err
    assert json.loads(err)["exception"].endswith("builtins.ValueError")


def test_a_command_that_breaks_down_says_so_in_words_and_its_fault_names_nobody():
    out, err = said(
        "from server import cli\n"
        "@cli.main.command\ndef broken(): raise ValueError(name)\ncli.run(['broken'])"
    )

    words, line = err.splitlines()
    assert (out, words) == ("", UNFORESEEN)
    assert NAME not in line
    assert json.loads(line)["exception"].endswith("builtins.ValueError")
