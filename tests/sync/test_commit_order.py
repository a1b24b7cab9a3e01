"""Eight writers and a reader: the counter row loses nothing, a cursor over stamps does."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import select

from server.core import feed
from server.core.doors import reading, writing
from server.core.feed import FeedEntry
from tests.note import Note

IS_LONG = "DOORSTEP_LONG" in os.environ
WRITERS = 8
# 800 rows at every change, 102,400 in the long run.
COMMITS_EACH = 640 if IS_LONG else 25
ROWS_EACH = 20 if IS_LONG else 4
ALL = WRITERS * COMMITS_EACH * ROWS_EACH


@pytest.fixture
def crowd(app):
    """Run eight writers and one reader over a cursor; return the ids that the reader saw."""

    def run(look):
        together = Barrier(WRITERS + 1)
        over = Event()
        with ThreadPoolExecutor(WRITERS + 1) as pool:
            reader = pool.submit(_read, app, look, together, over)
            writers = [pool.submit(_write, app, n, together) for n in range(WRITERS)]
            for writer in writers:
                writer.result()
            over.set()
            return reader.result()

    return run


def _write(app, writer, together):
    together.wait()
    made_at = time.monotonic_ns()
    for commit in range(COMMITS_EACH):
        # What is written now was made while the one before it was still to be written.
        stamp, made_at = made_at, time.monotonic_ns()
        with app.app_context(), writing() as session:
            session.add_all(
                Note(id=f"{writer}-{commit}-{n}", text="x", scopes=["town:1"], stamp=stamp)
                for n in range(ROWS_EACH)
            )


def _read(app, look, together, over):
    seen, cursor = set(), 0
    together.wait()
    with app.app_context():
        while True:
            was_over = over.is_set()
            with reading() as session:
                ids, cursor = look(session, cursor)
            seen |= ids
            if was_over and not ids:
                return seen


def _by_counter(session, cursor):
    current = feed.head(session, "town:1").seq
    ids = session.scalars(
        select(FeedEntry.row_id).where(FeedEntry.scope_id == "town:1", FeedEntry.seq > cursor)
    )
    return set(ids), current


def _by_stamp(session, cursor):
    rows = session.execute(select(Note.id, Note.stamp).where(Note.stamp > cursor)).all()
    return {row.id for row in rows}, max([cursor, *(row.stamp for row in rows)])


@pytest.mark.timeout(0 if IS_LONG else 120)
def test_the_counter_row_loses_no_row(crowd):
    assert len(crowd(_by_counter)) == ALL


@pytest.mark.timeout(0 if IS_LONG else 120)
def test_a_cursor_over_stamps_loses_rows_so_this_test_can_fail(crowd):
    assert len(crowd(_by_stamp)) < ALL
