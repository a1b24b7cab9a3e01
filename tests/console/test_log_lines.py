"""What a running server writes is fit to be carried away: lines of JSON that name nobody."""

import json
import socket
from contextlib import suppress
from urllib.error import HTTPError

import pytest

from server.demo.people import KNOWN
from tests.e2e.bureau import LOG, Bureau
from tests.e2e.caller import PASSWORD, Caller, new_enterprise

# Each process starts anew, which takes long beside other tests.
pytestmark = pytest.mark.timeout(600)

STARTED = "上门办已启动"
OF_A_REQUEST = {"event", "level", "timestamp", "method", "route", "status", "ms", "address"}
MAY_BE_THERE = {"person", "code"}


@pytest.fixture
def bureau(tmp_path):
    bureau = Bureau(tmp_path / "data")
    bureau.folder.mkdir()
    bureau.run("demo")
    bureau.start()
    yield bureau
    bureau.kill()


def worked(bureau):
    """Do what a day brings: a sign-in and one in vain, a sync, looks, a search, refusals."""
    officer, head = Caller(bureau, "chen"), Caller(bureau, "wang")
    officer.sync("phone", 1, new_enterprise(1, "e-of-the-log"), "no command at all")
    head.get("/api/enterprises?q=e-of-the-log")
    head.get("/api/visits")
    for refused in (lambda: officer.get("/api/people"), lambda: head.get("/api/nowhere?q=chen")):
        with suppress(HTTPError):
            refused()
    with suppress(HTTPError):
        officer.post("/api/session", {"name": "chen", "password": "wrong horse 9"})


# What no client of ours sends: requests that are none, with a name in every part of them.
ODD = (
    "GET /陈志远 HTTP/1.1\r\n\r\n",
    "GET /?q=chen HTTP/9.9\r\nHost: chen\r\n\r\n",
    "chen chen chen\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: chen\r\nchen\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: chen\r\nX: " + "chen" * 500_000 + "\r\n\r\n",
    "POST /api/session HTTP/1.1\r\nHost: chen\r\nContent-Length: chen\r\n\r\nchen",
    "POST /api/session HTTP/1.1\r\nHost: chen\r\nTransfer-Encoding: chunked\r\n\r\nchen\r\n",
    "GET /%E9%99%88%FF%00?chen=%FF HTTP/1.1\r\nHost: chen/chen@chen\r\n\r\n",
    "GET /api/session HTTP/1.1\r\nHost: x\r\nCookie: doorstep_session=chen;;\xff=\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nchen",
    "\x16\x03\x01chen",
)


def sent_oddly(bureau):
    """Send what is no request, and let go of some of it before it is whole."""
    for words in ODD:
        with suppress(OSError), socket.create_connection(("127.0.0.1", bureau.port), 10) as line:
            line.sendall(words.encode())
            line.shutdown(socket.SHUT_WR)
            while line.recv(65_536):
                pass


def test_every_line_can_be_read_by_a_machine_and_none_says_a_name_or_a_secret(bureau):
    worked(bureau)
    sent_oddly(bureau)
    bureau.stop()

    text = (bureau.folder / LOG).read_text()
    lines = [line for line in text.splitlines() if not line.startswith(STARTED)]
    requests = [told for told in map(json.loads, lines) if told["event"] == "request"]

    assert len(requests) >= 8
    for told in requests:
        assert told.keys() - MAY_BE_THERE == OF_A_REQUEST
    assert {401, 403} <= {told["status"] for told in requests}
    names = [name for name, *_ in KNOWN.values()]
    secrets = (PASSWORD, "wrong horse", "chen", "e-of-the-log", "五金厂", "doorstep_session")
    assert [word for word in (*names, *secrets) if word in text] == []
