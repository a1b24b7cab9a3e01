"""What the walls of reach cost people of a branch: the same questions with and without them."""

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from flask import Flask
from flask.testing import FlaskClient

from bench.bureau_talk import HEADERS, PASSWORD
from bench.figure import Figure, NotMeasured
from bench.installation import new_installation
from bench.new_database import POSTGRES, new_database
from bench.registry import fill, source
from server.app import create_app
from server.config import Settings
from server.core import reach
from server.core.db import db

NAME = "What the walls of reach add to a question of a branch, most of all questions"
BOUND = 4.0
ROWS, ROUNDS = 10_000, 9
DEVICE = "01a20af0-0000-7000-8000-000000000002"
FIRST = {"proto": 2, "device": DEVICE, "first_seq": 1, "scopes": {}, "limit": 2000}
LISTS = (
    ("branch head's enterprises", "/api/enterprises?limit=50"),
    ("branch head's search", "/api/enterprises?limit=50&q=电子"),
    ("branch head's visits", "/api/visits?limit=200"),
    ("branch head's desk", "/api/reports/desk"),
)

Ask = Callable[[], Any]


def measure_sqlite() -> Figure:
    """Ask an application on SQLite."""
    with new_installation() as installation:
        fill(installation, ROWS)
        return _measured(
            f"sqlite:///{installation.data_dir / 'doorstep.db'}", installation.data_dir
        )


def measure_postgres() -> Figure | NotMeasured:
    """Ask an application on PostgreSQL."""
    server = os.environ.get(POSTGRES)
    if server is None:
        return NotMeasured(f"{NAME}, PostgreSQL", f"no server; name one in {POSTGRES}")
    with new_database(server) as url, new_installation(url) as installation:
        fill(installation, ROWS)
        return _measured(url, installation.data_dir)


def _measured(url: str, folder: Path) -> Figure:
    app = create_app(Settings(url, folder, folder, lists_a_minute=0))
    with app.app_context():
        told = {name: list(_rounds(ask)) for name, ask in _questions(app)}
        db.session.remove()
        db.engine.dispose()
    ratios = {
        name: median(w for w, _ in rounds) / median(o for _, o in rounds)
        for name, rounds in told.items()
    }
    worst = max(ratios, key=lambda name: ratios[name])
    return Figure(
        f"{NAME}, {url.partition(':')[0].partition('+')[0]}",
        "times",
        [within / without for within, without in told[worst]],
        BOUND,
        f"{source(ROWS)}, {ROUNDS} pairs each, in one process",
        [_words(name, rounds) for name, rounds in told.items()],
    )


def _words(name: str, rounds: list[tuple[float, float]]) -> str:
    within, without = (median(column) for column in zip(*rounds, strict=True))
    return f"{name}: {within:.1f} ms with, {without:.1f} ms without"


def _questions(app: Flask) -> Iterator[tuple[str, Ask]]:
    head, officer = _signed_in(app, "wang", "desk"), _signed_in(app, "chen", DEVICE)
    for name, path in LISTS:
        yield name, partial(head.get, path)
    yield (
        "phone's first 2,000 rows",
        partial(officer.post, "/api/sync", json=FIRST, headers=HEADERS),
    )


def _signed_in(app: Flask, login: str, device: str) -> FlaskClient:
    client = app.test_client()
    told = {"name": login, "password": PASSWORD, "device": device}
    answer = client.post("/api/session", json=told, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    return client


def _rounds(ask: Ask) -> Iterator[tuple[float, float]]:
    """Give the milliseconds with the walls and without, by turns after one of each to warm up."""
    for n in range(ROUNDS + 1):
        within = _timed(ask)
        with patch.object(reach, "of_request", return_value=None):
            without = _timed(ask)
        if n > 0:
            yield within, without


def _timed(ask: Ask) -> float:
    began = time.perf_counter()
    answer = ask()
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200, answer.text
    return took
