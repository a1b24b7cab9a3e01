"""What nobody of ours writes is a line of the log all the same, and repeats nothing."""

import json
import subprocess
import sys

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
