"""npm itself asks a registry that stands here; a silent one is never taken for a sound lock."""

import gzip
import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from scripts.known_faults import NoAnswerError
from scripts.page_advisories import CANARY, audited
from scripts.setup.places import PWA

BULK = "/-/npm/v1/security/advisories/bulk"
PINNED = {"vue": "3.5.45", "idb": "8.0.3"}

pytestmark = pytest.mark.timeout(300)


def advisory(name, known_as):
    return {
        "id": 1,
        "url": f"https://github.com/advisories/{known_as}",
        "title": f"a fault of {name}",
        "severity": "high",
        "vulnerable_versions": "*",
    }


@contextmanager
def registry(faults):
    """Answer as the registry does about these packages, by name; None answers nothing useful."""
    asked = []

    class Registry(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers.get("Content-Encoding") == "gzip"
            wanted = json.loads(gzip.decompress(body) if packed else body)
            asked.append((self.path, wanted))
            known = {name: [faults[name]] for name in wanted if name in faults} if faults else {}
            self.tell(404 if faults is None or self.path != BULK else 200, known)

        def do_GET(self):
            self.tell(404, {})

        def tell(self, status, told):
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    serving = Thread(target=server.serve_forever)
    serving.start()
    try:
        yield server.server_address[1], asked
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


@pytest.fixture
def folder(tmp_path):
    """Give a folder with a lock of two packages."""
    itself = {"name": "pages", "version": "1.0.0", "dependencies": PINNED}
    pinned = {f"node_modules/{name}": {"version": version} for name, version in PINNED.items()}
    lock = {"name": "pages", "version": "1.0.0", "lockfileVersion": 3}
    (tmp_path / "package.json").write_text(json.dumps(itself))
    (tmp_path / "package-lock.json").write_text(
        json.dumps({**lock, "packages": {"": itself, **pinned}})
    )
    return tmp_path


def asking(port, cache):
    quiet = {"npm_config_fetch_retries": "0", "npm_config_update_notifier": "false"}
    return {
        "npm_config_registry": f"http://127.0.0.1:{port}/",
        "npm_config_cache": str(cache),
        **quiet,
    }


OF_THE_CANARY = {CANARY[0]: advisory(CANARY[0], "GHSA-jf85-cpcp-j695")}


def test_a_lock_is_sound_when_only_the_canary_is_reported(folder, tmp_path):
    with registry(OF_THE_CANARY) as (port, asked):
        assert audited(folder, asking(port, tmp_path / "cache")) == []

    assert asked == [
        (BULK, {CANARY[0]: [CANARY[1]]}),
        (BULK, {name: [version] for name, version in PINNED.items()}),
    ]


def test_a_known_fault_of_a_package_of_the_pages_is_named_with_its_version(folder, tmp_path):
    with registry({**OF_THE_CANARY, "vue": advisory("vue", "GHSA-5j4c-8p2g-v4jx")}) as (port, _):
        found = audited(folder, asking(port, tmp_path / "cache"))

    assert found == [("vue", "3.5.45", "GHSA-5j4c-8p2g-v4jx")]


def test_a_registry_that_calls_the_canary_sound_has_checked_nothing(folder, tmp_path):
    with registry({}) as (port, _), pytest.raises(NoAnswerError, match="called sound"):
        audited(folder, asking(port, tmp_path / "cache"))


def test_a_mirror_that_knows_no_faults_is_said_to_have_given_no_answer(folder, tmp_path):
    with registry(None) as (port, _), pytest.raises(NoAnswerError):
        audited(folder, asking(port, tmp_path / "cache"))


def test_a_registry_out_of_reach_is_never_taken_for_soundness(folder, tmp_path):
    with registry({}) as (port, _):
        pass

    with pytest.raises(NoAnswerError):
        audited(folder, asking(port, tmp_path / "cache"))


def test_every_package_of_our_own_lock_is_asked_about(tmp_path):
    with registry(OF_THE_CANARY) as (port, asked):
        audited(PWA, asking(port, tmp_path / "cache"))

    wanted = asked[-1][1]
    lock = json.loads((PWA / "package-lock.json").read_text())["packages"]
    pinned = {
        (place.rpartition("node_modules/")[2], told["version"])
        for place, told in lock.items()
        if place and "name" not in told
    }
    assert {(name, version) for name, versions in wanted.items() for version in versions} >= pinned
