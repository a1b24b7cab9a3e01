"""Thirty photos of one visit against the real server: whole by PUT, and in pieces by tus.

For information: on a line that never breaks tus costs a second request for each photo.
"""

import base64
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection

from bench.bureau_talk import Phone
from bench.figure import Figure
from bench.installation import new_installation
from bench.photo_visit import declare, hash_of, photographs

COUNT = 30
RUNS = 3
PIECE = 256 * 1024
SPOKEN = {"Tus-Resumable": "1.0.0"}
DEVICE = "01a20af0-0000-7000-8000-000000000000"

Way = Callable[[HTTPConnection, dict[str, str], bytes], None]


def measure_whole() -> Figure:
    """Send each photo by PUT."""
    return _measure("whole by PUT", _put)


def measure_pieces() -> Figure:
    """Send each photo by tus, in pieces as the phone begins with."""
    return _measure(f"by tus in pieces of {PIECE // 1024} KB", _in_pieces)


def _measure(words: str, way: Way) -> Figure:
    runs = []
    photos = photographs(COUNT)
    for _ in range(RUNS):
        with _declared(photos) as (connection, phone):
            started = time.perf_counter()
            for photo in photos:
                way(connection, phone.headers, photo)
            runs.append(time.perf_counter() - started)
            _check_all_there(phone)
    size = sum(map(len, photos)) / COUNT / 1024
    on = f"{COUNT} photos of {size:.0f} KB, loopback, SQLite"
    return Figure(f"Upload of {COUNT} photos, {words}", "s", runs, float("inf"), on)


@contextmanager
def _declared(photos: Sequence[bytes]) -> Iterator[tuple[HTTPConnection, Phone]]:
    with new_installation() as installation:
        installation.doorstep("demo")
        with installation.serving() as connection:
            phone = Phone(connection, DEVICE)
            declare(phone, _some_enterprise(phone), photos)
            yield connection, phone


def _some_enterprise(phone: Phone) -> str:
    pages = phone.sync().said["scopes"].values()
    tables = (page["put"]["enterprise"] for page in pages if "enterprise" in page.get("put", {}))
    first: str = next(tables)["rows"][0][0]
    return first


def _put(connection: HTTPConnection, headers: dict[str, str], photo: bytes) -> None:
    wanted = {**headers, "Content-Type": "image/jpeg"}
    _ask(connection, "PUT", f"/api/blobs/{hash_of(photo)}", photo, wanted)


def _in_pieces(connection: HTTPConnection, headers: dict[str, str], photo: bytes) -> None:
    named = base64.b64encode(hash_of(photo).encode()).decode()
    wish = {"Upload-Length": str(len(photo)), "Upload-Metadata": f"sha256 {named}"}
    place = _ask(connection, "POST", "/api/uploads", b"", {**headers, **SPOKEN, **wish})
    for at in range(0, len(photo), PIECE):
        said = {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
        _ask(connection, "PATCH", place, photo[at : at + PIECE], {**headers, **SPOKEN, **said})


def _ask(
    connection: HTTPConnection, method: str, path: str, body: bytes, headers: dict[str, str]
) -> str:
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    words = answer.read()
    assert answer.status in {201, 204}, words
    return answer.getheader("Location") or ""


def _check_all_there(phone: Phone) -> None:
    states = {
        row[page["cols"].index("state")]
        for scope in phone.sync(first_seq=2).said["scopes"].values()
        for table, page in scope.get("put", {}).items()
        if table == "photo"
        for row in page["rows"]
    }
    assert states == {"received"}, states
