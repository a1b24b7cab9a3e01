"""The manager's desk over three years of a whole bureau, asked over HTTP of the real server."""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from http.client import HTTPConnection
from statistics import median, quantiles
from urllib.parse import urlencode

from bench.bureau_talk import HEADERS, PASSWORD
from bench.desk_history import WORDS, write_history
from bench.figure import Figure, NotMeasured
from bench.installation import Installation, new_installation
from bench.new_database import POSTGRES, new_database

NAME = "The manager's desk, p95"
BOUND_MS = 300
ROUNDS = 5
MANAGER, BRANCH_HEAD = "he", "wang"

Ask = Callable[[str, dict[str, str]], float]
# What was asked, and how many milliseconds the answer took.
Told = tuple[str, float]


def measure_sqlite() -> Figure:
    """Ask an installation on SQLite."""
    with new_installation() as installation:
        return _measured(installation, f"sqlite:///{installation.data_dir / 'doorstep.db'}")


def measure_postgres() -> Figure | NotMeasured:
    """Ask an installation on PostgreSQL."""
    server = os.environ.get(POSTGRES)
    if server is None:
        return NotMeasured(f"{NAME}, PostgreSQL", f"no server; name one in {POSTGRES}")
    with new_database(server) as url, new_installation(url) as installation:
        return _measured(installation, url)


def _measured(installation: Installation, url: str) -> Figure:
    begun = time.perf_counter()
    installation.doorstep("demo")
    today = datetime.now(UTC).date()
    write_history(url, today)
    began = time.perf_counter()
    said = installation.doorstep("recount", "--repair").strip()
    counted_s = time.perf_counter() - began
    prepared_s = time.perf_counter() - begun
    with installation.serving() as connection:
        manager, head = _signed_in(connection, MANAGER), _signed_in(connection, BRANCH_HEAD)
        _round(manager, head, today.year)
        rounds = [list(_round(manager, head, today.year)) for _ in range(ROUNDS)]
        whole = [manager("desk", {"first": f"{today.year - 3}-12-01"}) for _ in range(ROUNDS)]
    answers = [ms for one in rounds for _, ms in one]
    return Figure(
        f"{NAME}, {url.partition(':')[0].partition('+')[0]}",
        "ms",
        [_p95(ms for _, ms in one) for one in rounds],
        BOUND_MS,
        f"{WORDS}, {len(rounds[0])} questions a round, one after another",
        (
            f"median of all {median(answers):.0f} ms, most {max(answers):.0f} ms",
            *_by_question([told for one in rounds for told in one]),
            f"all three years at once: median {median(whole):.0f} ms",
            f"recount of everything {counted_s:.0f} s ({said}), prepared in {prepared_s:.0f} s",
        ),
    )


def _p95(answers: Iterable[float]) -> float:
    return quantiles(answers, n=20, method="inclusive")[-1]


def _by_question(told: Sequence[Told]) -> Iterator[str]:
    """Say of each question how long it takes."""
    for question in dict.fromkeys(question for question, _ in told):
        answers = [ms for asked, ms in told if asked == question]
        yield f"{question}: median {median(answers):.0f} ms, p95 {_p95(answers):.0f} ms"


def _round(manager: Ask, head: Ask, year: int) -> Iterator[Told]:
    """Ask what a morning asks: the year, a quarter, a month, one branch, and a head's own."""
    quarter = {"first": f"{year}-07-01", "last": f"{year}-09-30"}
    month = {"first": f"{year}-10-01", "last": f"{year}-10-31"}
    for _ in range(4):
        yield "the year", manager("desk", {})
        yield "a quarter", manager("desk", quarter)
        yield "a month", manager("desk", month)
        yield "a head's own", head("desk", {})
        yield "home page", manager("overview", {})
        yield "a head's home page", head("overview", {})


def _signed_in(connection: HTTPConnection, login: str) -> Ask:
    wish = {"name": login, "password": PASSWORD, "device": f"desk-of-{login}"}
    connection.request("POST", "/api/session", json.dumps(wish), HEADERS)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    answer.read()
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]

    def ask(page: str, wanted: dict[str, str]) -> float:
        began = time.perf_counter()
        path = f"/api/reports/{page}?{urlencode(wanted)}"
        connection.request("GET", path, headers={**HEADERS, "Cookie": cookie})
        said = connection.getresponse()
        body = said.read()
        assert said.status == 200, body
        return (time.perf_counter() - began) * 1000

    return ask
