"""The real tool of `make audit` reads the real locks and asks about each package by the hash.

Where the tests run there is no database of known faults, so one stands here that speaks as OSV does
(https://google.github.io/osv.dev/post-v1-query/) and knows of the canary alone, or of one package
more.
"""

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from packaging.requirements import Requirement

from scripts.advisories import LOCK, TOOL, audited, make_ready
from scripts.known_faults import NoAnswerError
from scripts.setup.places import LOCKS

PACKAGE = re.compile(r"[a-zA-Z0-9]")
CANARY = ("jinja2", "2.10")


class Database(ThreadingHTTPServer):
    """A database of known faults on this machine, and what it was asked about."""

    def __init__(self, *known):
        super().__init__(("127.0.0.1", 0), Answering)
        self.known, self.asked = set(known), set()

    @property
    def tool(self):
        """Return how the tool is called so that it asks here."""
        url = f"http://127.0.0.1:{self.server_port}/v1/query"
        return (*TOOL, "--vulnerability-service", "osv", "--osv-url", url)


class Answering(BaseHTTPRequestHandler):
    def do_POST(self):
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        package = (told["package"]["name"], told["version"])
        self.server.asked.add(package)
        answer = json.dumps(fault_of(*package) if package in self.server.known else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def fault_of(name, version):
    where = {"package": {"name": name, "ecosystem": "PyPI"}, "versions": [version]}
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99"}]}]
    fault = {"id": f"PYSEC-of-{name}", "modified": "2026-11-27T00:00:00Z", "summary": "known"}
    return {"vulns": [{**fault, "affected": [{**where, "ranges": ranges}]}]}


@pytest.fixture(scope="module", autouse=True)
def _tool():
    make_ready()


@pytest.fixture
def database(request):
    server = Database(*request.param)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def pinned():
    """Return name and version of every package that a lock names for this kind of machine."""
    lines = [line for lock in LOCKS.glob("*.txt") for line in lock.read_text().splitlines()]
    named = [Requirement(line.rstrip("\\ ")) for line in lines if PACKAGE.match(line)]
    here = [one for one in named if one.marker is None or one.marker.evaluate()]
    return {(one.name, str(one.specifier).removeprefix("==")) for one in here}


@pytest.mark.parametrize("database", [[CANARY]], indirect=True)
def test_every_pinned_package_is_asked_about_and_the_canary_reported(database):
    assert audited(database.tool, sorted(LOCKS.glob("*.txt"))) == []
    assert database.asked == {CANARY} | pinned()


@pytest.mark.parametrize("database", [[CANARY, ("pip-audit", "?")]], indirect=True)
def test_a_fault_that_becomes_known_of_a_pinned_package_is_named(database):
    version = dict(pinned())["pip-audit"]
    database.known.add(("pip-audit", version))

    assert audited(database.tool, [LOCK]) == [("pip-audit", version, "PYSEC-of-pip-audit")]


@pytest.mark.parametrize("database", [[]], indirect=True)
def test_a_database_that_knows_nothing_of_the_canary_has_checked_nothing(database):
    with pytest.raises(NoAnswerError, match="called sound"):
        audited(database.tool, [LOCK])
