"""Sealed papers of all kinds per second of processor time of one warm press.

Processor time, as a core that others use too would say little by the clock.
"""

import os
import tempfile
import time
from pathlib import Path

from bench.figure import Figure
from server.features.documents.contents import KINDS, Content
from server.features.documents.pressing import Press
from server.features.documents.wording import content
from tests.server.documents.acts import MADE_AT, act_for

NAME = "Sealed papers per second and core"
BOUND_PER_S = 5
ROUNDS = 5
PAPERS_PER_ROUND = 2 * len(KINDS)


def measure() -> Figure:
    """Have a press make every kind of paper, round after round."""
    papers = [content(kind, act_for(kind)) for kind in KINDS]
    with tempfile.TemporaryDirectory() as folder:
        press = Press(Path(folder) / "seal.pem")
        started = time.perf_counter()
        sizes = [len(press.make(paper, MADE_AT)) for paper in papers]
        cold = time.perf_counter() - started
        rounds = [_round(press, papers) for _ in range(ROUNDS)]
        by_the_clock = ROUNDS * PAPERS_PER_ROUND / (time.perf_counter() - started - cold)
        press.stop()
    return Figure(
        NAME,
        "papers/s",
        [PAPERS_PER_ROUND / seconds for seconds in rounds],
        BOUND_PER_S,
        f"{len(KINDS)} kinds, {PAPERS_PER_ROUND} papers a round, one press, one after another",
        (
            f"PDF/A-2u of {min(sizes) // 1000} to {max(sizes) // 1000} kB, PAdES B-B by P-256",
            f"by the clock {by_the_clock:.1f} a second; the first {len(KINDS)} took {cold:.1f} s",
        ),
        is_least=True,
    )


def _round(press: Press, papers: list[Content]) -> float:
    """Return the seconds of processor time that a round takes."""
    assert press.pid is not None, "the press is warm"
    before = _processor_s(press.pid)
    for paper in papers * (PAPERS_PER_ROUND // len(papers)):
        press.make(paper, MADE_AT)
    return _processor_s(press.pid) - before


def _processor_s(pid: int) -> float:
    # Behind the name in brackets, which may hold spaces: state, then ten more, then both times.
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
