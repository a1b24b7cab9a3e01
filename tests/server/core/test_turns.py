"""Writers go in the order in which they came, within a process and between processes."""

import fcntl
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic

import pytest

from server.core import turns
from server.core.doors import writing
from server.core.turns import Turns
from tests.note import put_note

SOON_S = 30
FOR_EVER = -1
# Another process at the same file: it says when it is in, and leaves and comes back when told so.
OTHER = """
import sys
from pathlib import Path
from server.core.turns import Turns
at = Turns(1, Path(sys.argv[1]))
for _ in sys.stdin:
    with at.taken():
        print("in", flush=True)
        sys.stdin.readline()
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "books.db"


@contextmanager
def another_process(file):
    command = [sys.executable, "-c", OTHER, str(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def tell(process):
    process.stdin.write("\n")
    process.stdin.flush()


def until(happened):
    limit = monotonic() + SOON_S
    while not happened():
        assert monotonic() < limit


def is_held(file):
    with file.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_writers_of_one_process_go_in_the_order_in_which_they_came(app):
    places, written = Turns(1), []
    app.extensions[turns.EXTENSION] = places

    def write(n):
        with app.app_context(), writing() as session:
            put_note(session, f"note-{n}", "", ["bureau"])
            written.append(n)

    with ThreadPoolExecutor(8) as pool, places.taken():
        for n in range(8):
            pool.submit(write, n)
            until(lambda n=n: places.n_waiting == n + 1)
        assert written == []

    assert written == list(range(8))


def test_writers_on_one_file_are_never_two_at_once(file):
    here, inside, most = Turns(4, file), [], []

    def write(n):
        with here.taken():
            inside.append(n)
            most.append(len(inside))
            inside.remove(n)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(200)))

    assert set(most) == {1}


def test_a_process_that_just_wrote_comes_after_one_that_waited(file):
    room, door = file.with_name(f"{file.name}-room"), file.with_name(f"{file.name}-door")
    here, came = Turns(1, file), Event()

    def write():
        with here.taken():
            came.set()
            until(lambda: is_held(door))

    with another_process(file) as other, ThreadPoolExecutor(1) as pool:
        tell(other)
        assert other.stdout.readline() == "in\n"
        waiting = pool.submit(write)
        until(lambda: is_held(door))
        assert not came.is_set()

        tell(other)
        tell(other)

        assert came.wait(SOON_S)
        waiting.result()
        assert other.stdout.readline() == "in\n"
        assert is_held(room)


def test_a_process_that_is_killed_in_its_turn_holds_up_nobody(file):
    with another_process(file) as other:
        tell(other)
        assert other.stdout.readline() == "in\n"
        other.kill()
        other.wait()

        with Turns(1, file).taken():
            pass


def test_who_waited_in_vain_goes_on_without_a_turn():
    places = Turns(1, patience_s=0.01)

    with places.taken(), places.taken():
        assert places.n_waiting == 0


def test_where_the_disk_has_no_room_for_a_turn_the_database_decides(tmp_path):
    with Turns(1, tmp_path / "no such folder" / "books.db").taken() as nothing:
        assert nothing is None


def test_a_turn_is_passed_on_when_its_writer_fails():
    places = Turns(1, patience_s=FOR_EVER)

    with pytest.raises(ZeroDivisionError), places.taken():
        raise ZeroDivisionError

    with places.taken():
        assert places.n_waiting == 0


def test_whoever_asks_hears_that_another_process_writes(file):
    turns_here = Turns(1, file)
    before = turns_here.are_taken
    with another_process(file) as other:
        tell(other)
        assert other.stdout.readline() == "in\n"

        assert (before, turns_here.are_taken) == (False, True)


def test_whoever_asks_hears_that_somebody_of_the_same_process_writes():
    turns_here = Turns(2)
    with turns_here.taken():
        assert turns_here.are_taken
    assert not turns_here.are_taken
