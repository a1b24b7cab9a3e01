"""Thirty photos over a line that is cut again and again: all arrive, and nothing goes twice."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from bench.bureau_talk import Phone
from bench.photo_visit import VISIT, closing_args, photographs
from scripts.setup.node import find_node
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Ledger
from tests.e2e.proxy import Fate, Line, Request

SCRIPT = Path(__file__).with_name("phone.mjs")
DEVICE = "01a20af0-0000-7000-8000-000000000000"
COUNT = 30
CUT_EVERY = 400_000
LOSE_EVERY = 11


class Cutting:
    """Cuts after so many bytes of photos, wherever that is, and now and then loses an answer."""

    def __init__(self) -> None:
        self.sent = 0
        self.swallowed = 0
        self.cuts = 0
        self.answers_lost = 0
        self._left = CUT_EVERY
        self._pieces = 0

    def judge(self, request: Request) -> Fate:
        if not request.is_photo:
            return "pass"
        self._pieces += 1
        self.sent += len(request.body)
        if len(request.body) > self._left:
            return self._cut(request)
        self._left -= len(request.body)
        if self._pieces % LOSE_EVERY:
            return "pass"
        self.answers_lost += 1
        return "cut answer"

    def _cut(self, request: Request) -> int:
        through, self._left = self._left, CUT_EVERY
        self.swallowed += len(request.body) - through
        self.cuts += 1
        return through


@pytest.fixture
def line(bureau: Bureau) -> Iterator[Line]:
    with Line(bureau.port) as line:
        yield line


@pytest.fixture
def thirty(tmp_path: Path) -> list[Path]:
    files = [tmp_path / f"{n}.jpg" for n in range(COUNT)]
    for file, photo in zip(files, photographs(COUNT), strict=True):
        file.write_bytes(photo)
    return files


def make_visit(line: Line, bureau: Bureau, photos: list[Path], folder: Path) -> dict[str, Any]:
    """Have the shipped client make a visit and sync it over the line; return what it says."""
    with closing(HTTPConnection("127.0.0.1", bureau.port)) as connection:
        phone = Phone(connection, DEVICE)
    enterprise = Ledger(bureau.folder).enterprise(0)
    wish = {
        "url": line.url,
        "cookie": phone.headers["Cookie"],
        "person": phone.person["person"]["id"],
        "receiptKey": phone.person["receipt_key"],
        "device": DEVICE,
        "entity": VISIT,
        "args": closing_args(phone, enterprise.id, [file.read_bytes() for file in photos]),
        "photos": [str(file) for file in photos],
    }
    done = subprocess.run(
        [find_node().folder / "node", SCRIPT, folder],
        input=json.dumps(wish),
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_a_visit_of_thirty_photos_arrives_whole_over_a_line_that_keeps_breaking(
    line: Line, bureau: Bureau, ledger: Ledger, thirty: list[Path], tmp_path: Path
) -> None:
    cutting = Cutting()
    line.judge = cutting.judge

    said = make_visit(line, bureau, thirty, tmp_path / "bundle")

    assert (said["status"]["photosLeft"], said["status"]["waiting"]) == (0, 0)
    assert said["status"]["confirmedAt"] is not None
    assert ledger.photo_states(VISIT) == ["received"] * COUNT
    assert [kept(bureau.folder, sha) for sha in said["blobs"]] == said["blobs"]
    needed = sum(file.stat().st_size for file in thirty)
    assert cutting.cuts >= needed // CUT_EVERY
    assert cutting.answers_lost > 0
    # What the cuts swallowed had to go again, and nothing else.
    assert cutting.sent == needed + cutting.swallowed


def kept(folder: Path, sha: str) -> str:
    return sha256((folder / "blobs" / sha[:2] / sha[2:4] / sha).read_bytes()).hexdigest()
