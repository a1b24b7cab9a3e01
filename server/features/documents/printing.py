"""Make the papers that were ordered: one process of an installation at a time, beside its requests.

An order is gone only in the transaction that takes its paper in, so a process that is killed at any
moment loses nothing: the next one makes the paper.
"""

import fcntl
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import IO

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError

from server.core import clock
from server.core.doors import reading, writing
from server.features.documents import queries
from server.features.documents.commands import deliver, note_failure
from server.features.documents.contents import Content
from server.features.documents.knowing import content_of
from server.features.documents.models import PaperOrder
from server.features.documents.pressing import NotMadeError, Press

log = structlog.get_logger()

LOCK = ".printing"
SEAL = Path("keys") / "seal.pem"
# Makes what is due of some kind; returns how many were made.
Job = Callable[[Press], int]
RESTS_AFTER = timedelta(minutes=10)


def print_due(press: Press) -> int:
    """Make every paper that is due; return how many were made."""
    made = 0
    while (order := _next()) is not None:
        made += _made(press, order)
    return made


def start(app: Flask, data_dir: Path, jobs: Sequence[Job] = (print_due,)) -> "Printer":
    """Begin to make what is due of an installation in this process, or when another one ends."""
    printer = Printer(app, data_dir / LOCK, Press(data_dir / SEAL), jobs)
    printer.start()
    return printer


class Printer:
    """A thread that makes papers for as long as this process has the installation's one press."""

    def __init__(
        self,
        app: Flask,
        lock: Path,
        press: Press,
        jobs: Sequence[Job] = (print_due,),
        *,
        looks_every_s: float = 2.0,
    ) -> None:
        self._app, self._lock_file, self._press, self._jobs = app, lock, press, jobs
        self._looks_every_s = looks_every_s
        self._is_over = Event()
        self._thread = Thread(target=self._work, name="printer", daemon=True)

    def start(self) -> None:
        """Begin to make papers."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the paper at hand, and make no more."""
        self._is_over.set()
        self._thread.join()

    def _work(self) -> None:
        with self._lock_file.open("a") as lock:
            while not _alone(lock):
                if self._is_over.wait(self._looks_every_s):
                    return
            try:
                self._print_until_over()
            finally:
                self._press.stop()

    def _print_until_over(self) -> None:
        quiet_since = clock.system_clock()
        while not self._is_over.wait(self._looks_every_s):
            now = clock.system_clock()
            if self._printed():
                quiet_since = now
            elif now - quiet_since > RESTS_AFTER:
                # A press takes 100 MB; the next order starts one within seconds.
                self._press.stop()

    def _printed(self) -> int:
        try:
            with self._app.app_context():
                return sum(job(self._press) for job in self._jobs)
        # The database may be away or full for a while, or not be founded yet.
        except (DBAPIError, OSError) as trouble:
            log.warning("printing.waits", trouble=type(trouble).__name__)
            return 0
        # No mistake of ours may end the printing for good.
        except Exception:
            log.exception("printing.failed")
            return 0


def _alone(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _next() -> PaperOrder | None:
    with reading() as session:
        return queries.next_due(session, clock.now())


def _made(press: Press, order: PaperOrder) -> bool:
    try:
        content = _content(order.paper_id)
        pdf = press.make(content, clock.now())
    except NotMadeError as trouble:
        log.warning("paper.not_made", paper=order.paper_id, trouble=str(trouble))
        _note(order, str(trouble), is_final=trouble.is_final)
        return False
    with writing() as session:
        return deliver(session, order.paper_id, order.ordered_at, pdf, at=clock.now())


def _content(paper_id: str) -> Content:
    try:
        with reading() as session:
            paper = queries.paper(session, paper_id)
            assert paper is not None, "an order is of a paper"
            return content_of(session, paper)
    except DBAPIError:
        raise
    # One act that cannot be told must not keep the papers of all others waiting.
    except Exception as bug:
        log.exception("paper.untold", paper=paper_id)
        raise NotMadeError("整理文书内容时出错") from bug


def _note(order: PaperOrder, words: str, *, is_final: bool) -> None:
    with writing() as session:
        note_failure(session, order.paper_id, words, is_final=is_final, at=clock.now())
