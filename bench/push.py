"""A thousand queued commands against the real server, as a phone back from a week without network.

For information: no bound is set yet. SQLite, and PostgreSQL where a server is named. Before
commands stood together (docs/decisions/0010) one of these took 36 to 84 ms of a busy machine on
SQLite, and a `visit.close` 61 statements and 23 ms of processor time; since then 4 and 3 ms.
"""

import json
import os
import time
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from bench.bureau_talk import Phone
from bench.figure import Figure, NotMeasured
from bench.installation import Installation, new_installation
from bench.new_database import POSTGRES, new_database

NAME = "Push of 1,000 queued commands"
COUNT = 1000
BATCH = 200
RUNS = 3
MEASURED_ON = f"{COUNT} enterprise.add in batches of {BATCH}"


def measure_sqlite() -> Figure:
    """Push to an installation on SQLite, a new one for each run."""
    runs = []
    for _ in range(RUNS):
        with new_installation() as installation:
            runs.append(_push(installation))
    return Figure(f"{NAME}, SQLite", "s", runs, float("inf"), MEASURED_ON)


def measure_postgres() -> Figure | NotMeasured:
    """Push to an installation on PostgreSQL, in a database of its own for each run."""
    name = f"{NAME}, PostgreSQL"
    server = os.environ.get(POSTGRES)
    if server is None:
        return NotMeasured(name, f"no server; name one in {POSTGRES}")
    runs = []
    for _ in range(RUNS):
        with new_database(server) as url, new_installation(url) as installation:
            runs.append(_push(installation))
    return Figure(name, "s", runs, float("inf"), MEASURED_ON)


def _push(installation: Installation) -> float:
    installation.doorstep("demo")
    with installation.serving() as connection:
        phone = Phone(connection, _id(0))
        phone.sync()
        bodies = list(_bodies())
        started = time.perf_counter()
        for first in range(0, COUNT, BATCH):
            _send(phone, first, bodies[first : first + BATCH])
        return time.perf_counter() - started


def _send(phone: Phone, first: int, bodies: list[str]) -> None:
    commands = [{"body": body, "sig": None} for body in bodies]
    said = phone.sync(first_seq=first + 1, commands=commands, announced_head=COUNT).said
    statuses = {result["status"] for result in said["results"]}
    assert statuses == {"applied"}, said["results"][:3]
    assert len(said["results"]) == len(bodies), said["expected_seq"]


def _bodies() -> Iterator[str]:
    before = ""
    for seq in range(1, COUNT + 1):
        body = json.dumps(_command(seq, before), ensure_ascii=False)
        before = sha256(body.encode()).hexdigest()
        yield body


def _command(seq: int, before: str) -> dict[str, Any]:
    return {
        "v": 1,
        "seq": seq,
        "id": _id(seq),
        "name": "enterprise.add",
        "version": 1,
        "entity": _id(10_000 + seq),
        "base_ver": None,
        "base_command": None,
        "args": {"name": f"东莞市长安第{seq}五金厂", "address": "东莞市长安镇振兴路1号"},
        "deps": [],
        "blobs": [],
        "device_time": "2026-11-23T10:40:00.000+08:00",
        "server_offset_ms": None,
        "prev_hash": before,
    }


def _id(number: int) -> str:
    return f"01a20af0-0000-7000-8000-{number:012d}"
