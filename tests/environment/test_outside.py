"""The watch over foreign addresses sees them, by whatever way they are reached."""

import multiprocessing
import socket
import urllib.request

import pytest
from weasyprint import HTML

from tests import forks
from tests.outside import WATCH, ReachedOutsideError

CANARY = "canary.example"


def look_up():
    socket.getaddrinfo(CANARY, 443)


def connect():
    with socket.socket() as calling:
        calling.connect(("192.0.2.1", 443))


def send():
    with socket.socket(type=socket.SOCK_DGRAM) as calling:
        calling.sendto(b"x", ("192.0.2.1", 53))


def fetch():
    urllib.request.urlopen(f"http://{CANARY}/")


@pytest.mark.parametrize("way", [look_up, connect, send, fetch])
def test_a_foreign_address_is_refused_and_written_down(way):
    with pytest.raises(ReachedOutsideError):
        way()

    assert WATCH.tried() != []


def test_a_library_that_keeps_the_refusal_to_itself_is_seen_as_well(tmp_path):
    HTML(string=f"<img src='http://{CANARY}/x.png'>").write_pdf(tmp_path / "x.pdf")

    assert CANARY in str(WATCH.tried())


def test_this_machine_is_not_foreign():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

    assert WATCH.tried() == []


def test_a_process_that_is_forked_from_a_server_of_the_tests_is_watched_too():
    forked = multiprocessing.get_context("forkserver").Process(target=look_up)
    forked.start()
    forked.join(forks.COMMAND_SECONDS)

    assert forked.exitcode == 1
    assert CANARY in str(WATCH.tried())
