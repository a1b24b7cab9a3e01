"""The real tus-js-client, and a hand that breaks off, against real server processes."""

import base64
import json
import shutil
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection, HTTPResponse
from math import ceil
from pathlib import Path

import pytest

from bench.bureau_talk import Phone
from bench.photo_visit import declare, hash_of, photographs
from scripts.setup.node import find_node
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Ledger

PIECE = 64 * 1024  # as the script has it
STORIES = ("whole", "pieces", "override", "sha256", "sha1", "spoilt", "resumed", "terminated")
SCRIPT = Path(__file__).with_name("uploads.mjs")
SPOKEN = {"Tus-Resumable": "1.0.0"}
CHUNK = {**SPOKEN, "Content-Type": "application/offset+octet-stream"}
DEVICE = "01a20af0-0000-7000-8000-000000000000"


@dataclass
class Desk:
    """A bureau of two workers to which an officer has declared one photo for each story."""

    bureau: Bureau
    headers: dict[str, str]
    photos: list[bytes]

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.bureau.port)
        said = {**self.headers, **{name.replace("_", "-"): text for name, text in headers.items()}}
        connection.request(method, path, body, said)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def begin(self, photo: bytes) -> str:
        named = base64.b64encode(hash_of(photo).encode()).decode()
        wish = {"Upload-Length": str(len(photo)), "Upload-Metadata": f"sha256 {named}"}
        answer = self.ask("POST", "/api/uploads", **SPOKEN, **wish)
        assert answer.status == 201
        return answer.getheader("Location") or ""

    def patch(self, place: str, at: int, piece: bytes) -> int:
        return self.ask("PATCH", place, piece, **CHUNK, **{"Upload-Offset": str(at)}).status

    def offset(self, place: str) -> int:
        return int(self.ask("HEAD", place, **SPOKEN).getheader("Upload-Offset") or -1)

    def break_off(self, place: str, length: int, piece: bytes) -> socket.socket:
        """Announce `length` bytes, send only `piece`, and leave the line open."""
        said = {**self.headers, **CHUNK, "Upload-Offset": "0", "Content-Length": str(length)}
        lines = [f"PATCH {place} HTTP/1.1", f"Host: 127.0.0.1:{self.bureau.port}"]
        head = "\r\n".join([*lines, *(f"{name}: {text}" for name, text in said.items())])
        line = socket.create_connection(("127.0.0.1", self.bureau.port))
        line.sendall(head.encode() + b"\r\n\r\n" + piece)
        return line

    def kept(self, photo: bytes) -> bool:
        sha = hash_of(photo)
        place = self.bureau.folder / "blobs" / sha[:2] / sha[2:4] / sha
        return place.is_file() and sha256(place.read_bytes()).hexdigest() == sha


@pytest.fixture(scope="module")
def desk(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("tus") / "bureau"
    shutil.copytree(demo_data, folder)
    bureau = Bureau(folder, workers=2)
    bureau.start()
    try:
        yield _with_photos(bureau)
    finally:
        bureau.stop()


def _with_photos(bureau: Bureau) -> Desk:
    photos = photographs(len(STORIES) + 3)
    with closing(HTTPConnection("127.0.0.1", bureau.port)) as connection:
        phone = Phone(connection, DEVICE)
        declare(phone, Ledger(bureau.folder).enterprise(0).id, photos)
    return Desk(bureau, {"X-Doorstep": "1", "Cookie": phone.headers["Cookie"]}, photos)


def tell(desk: Desk, story: str, file: Path) -> list[str]:
    """Have tus-js-client do one story; return the methods of its requests."""
    node = find_node()
    file.write_bytes(desk.photos[STORIES.index(story)])
    words = [node.folder / "node", SCRIPT, story, desk.bureau.url, desk.headers["Cookie"], file]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    requests: list[str] = json.loads(done.stdout)["requests"]
    return requests


def needed(story: str, pieces: int) -> dict[str, int]:
    """Return how often each method is asked for when nothing is sent without need."""
    return {
        "whole": {"POST": 1, "PATCH": 1},
        "override": {"POST": 1 + pieces},
        "spoilt": {"POST": 1, "PATCH": pieces + 1, "HEAD": 1},
        "resumed": {"HEAD": 1, "PATCH": pieces - 1},
    }.get(story, {"POST": 1, "PATCH": pieces})


@pytest.mark.parametrize("story", STORIES[:-1])
def test_tus_js_client_brings_a_photo_up(story: str, desk: Desk, tmp_path: Path) -> None:
    photo = desk.photos[STORIES.index(story)]

    requests = tell(desk, story, tmp_path / "photo.jpg")

    assert Counter(requests) == needed(story, ceil(len(photo) / PIECE))
    assert desk.kept(photo)


def test_tus_js_client_takes_an_upload_back(desk: Desk, tmp_path: Path) -> None:
    tell(desk, "terminated", tmp_path / "photo.jpg")

    assert not desk.kept(desk.photos[STORIES.index("terminated")])
    assert list((desk.bureau.folder / "uploads").rglob("*.*")) == []


def test_what_came_before_a_line_broke_is_there_afterwards(desk: Desk) -> None:
    photo = desk.photos[-1]
    place = desk.begin(photo)
    line = desk.break_off(place, len(photo), photo[:100_000])
    line.shutdown(socket.SHUT_WR)
    # The bureau answers, or hangs up, when it has seen that no more comes.
    line.recv(65536)
    line.close()

    assert desk.offset(place) == 100_000
    assert desk.patch(place, 100_000, photo[100_000:]) == 204
    assert desk.kept(photo)


def test_a_bureau_killed_in_the_middle_of_a_piece_goes_on_from_what_came(desk: Desk) -> None:
    photo = desk.photos[-2]
    place = desk.begin(photo)
    line = desk.break_off(place, len(photo), photo[:100_000])
    while desk.offset(place) < 64_000:
        continue
    desk.bureau.kill()
    line.close()
    desk.bureau.start()

    there = desk.offset(place)
    assert 64_000 <= there <= 100_000
    assert desk.patch(place, there, photo[there:]) == 204
    assert desk.kept(photo)


def test_of_many_at_once_on_one_upload_only_one_gets_on(desk: Desk) -> None:
    photo = desk.photos[-3]
    place = desk.begin(photo)
    with ThreadPoolExecutor(6) as pool:
        for at in range(0, len(photo) - 50_000, 50_000):
            piece = photo[at : at + 50_000]
            done = list(pool.map(lambda _: desk.patch(place, at, piece), range(6)))  # noqa: B023
            assert sorted(done) == [204, 409, 409, 409, 409, 409]
    there = desk.offset(place)

    assert desk.patch(place, there, photo[there:]) == 204
    assert desk.kept(photo)
