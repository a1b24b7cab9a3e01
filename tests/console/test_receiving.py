"""What a real server does with bodies that stop, are too long, or come in pieces."""

import json
import socket
from contextlib import closing

import pytest

from tests.e2e.bureau import Bureau

# Each process starts anew, which takes long beside other tests.
pytestmark = pytest.mark.timeout(600)

PATIENCE_S = 2
SIGN_IN = json.dumps({"name": "nobody", "password": "nothing"}).encode()


@pytest.fixture(scope="module")
def bureau(tmp_path_factory):
    settings = {"DOORSTEP_BODY_PATIENCE_S": str(PATIENCE_S)}
    running = Bureau(tmp_path_factory.mktemp("bureau"), settings=settings)
    running.start()
    yield running
    running.stop()


def said(bureau, sent, *headers, ours=b"X-Doorstep: 1"):
    """Send a sign-in byte by byte as given; return status and body once the line is closed."""
    head = [b"POST /api/session HTTP/1.1", b"Host: 127.0.0.1:%d" % bureau.port, ours, *headers]
    with closing(socket.create_connection(("127.0.0.1", bureau.port), timeout=60)) as line:
        line.sendall(b"\r\n".join([*head, b"Content-Type: application/json", b"", b""]) + sent)
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    told, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-security-policy: default-src 'none'" in told.lower(), "unprotected"
    return int(told.split()[1]), json.loads(body)


def test_a_body_that_never_arrives_is_answered_in_words_and_its_line_is_closed(bureau):
    status, problem = said(bureau, b"{", b"Content-Length: 100")

    assert (status, problem["code"]) == (408, "408.00")
    assert problem["title"] == "内容没有传完，什么都没有做"


def test_a_body_that_does_not_say_its_length_is_refused_as_a_broken_line_would_end_it(bureau):
    sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(SIGN_IN), SIGN_IN)

    status, problem = said(bureau, sent, b"Transfer-Encoding: chunked", b"Connection: close")

    assert (status, problem["code"]) == (411, "411.00")


def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_sent(bureau):
    status, problem = said(bureau, b"", b"Content-Length: 300000000", b"Connection: close")

    assert (status, problem["code"]) == (413, "413.00")


def test_a_header_that_only_looks_like_ours_is_not_taken_for_it(bureau):
    length = b"Content-Length: %d" % len(SIGN_IN)

    status, problem = said(bureau, SIGN_IN, length, b"Connection: close", ours=b"X_Doorstep: 1")

    assert (status, problem["code"]) == (403, "403.01")


def test_who_hangs_up_in_the_middle_of_a_body_leaves_no_trace(bureau):
    log = bureau.folder / "server.log"
    before = log.read_text()
    for _ in range(20):
        with closing(socket.create_connection(("127.0.0.1", bureau.port))) as line:
            line.sendall(b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")

    status, _ = said(bureau, SIGN_IN, b"Content-Length: %d" % len(SIGN_IN), b"Connection: close")

    assert status == 401
    [line] = log.read_text().removeprefix(before).splitlines()
    assert json.loads(line)["status"] == 401
