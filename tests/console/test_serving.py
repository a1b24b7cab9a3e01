"""`doorstep serve` as a real process: by HTTPS with both files, and never half of it."""

import ipaddress
import json
import os
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.e2e.bureau import Bureau, console_script, free_port
from tests.people import CHOSEN

# Each process starts anew, which takes long beside other tests.
pytestmark = pytest.mark.timeout(600)

PEOPLE = "姓名,用户名,角色\n黄志强,huang,管理人员\n"


@pytest.fixture
def certificate(tmp_path):
    """Give the files of a certificate for 127.0.0.1 and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Doorstep test")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    now = datetime.fromtimestamp(0, UTC)
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = tmp_path / "server.crt", tmp_path / "server.key"
    files[0].write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


@pytest.mark.parametrize("option", ["--tls-cert", "--tls-key"])
def test_one_of_the_two_files_alone_starts_nothing(option, doorstep, certificate, folder):
    answer = doorstep("serve", "--port", free_port(), option, certificate[0])

    assert answer.returncode == 2
    assert "--tls-cert 和 --tls-key 必须一起给出" in answer.stderr
    assert "上门办已启动" not in answer.stdout
    assert not folder.exists()


def test_with_both_files_it_answers_by_https_and_the_cookie_is_secure(
    doorstep, environment, certificate, tmp_path
):
    source = tmp_path / "人员.csv"
    source.write_text(PEOPLE)
    doorstep("import", "people", source)
    password = doorstep("reset-password", "huang").stdout.strip()
    port = free_port()
    words = ["serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(
        [console_script(), *words, "--tls-cert", certificate[0], "--tls-key", certificate[1]],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout.readline().startswith("还没有系统管理员和安全管理员和安全审计员")
        assert server.stdout.readline().strip() == f"上门办已启动：https://127.0.0.1:{port}"
        answer = signed_in(port, password, ssl.create_default_context(cafile=certificate[0]))
    finally:
        server.terminate()
        server.communicate(timeout=20)

    assert answer.status == 200
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "HttpOnly" in answer.headers["Set-Cookie"]


HALF_OPEN = 200
# The headers are whole, the body is not.
HALF = (
    b"POST /api/session HTTP/1.1\r\nHost: x\r\nX-Doorstep: 1\r\n"
    b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
)


def test_an_honest_phone_syncs_beside_two_hundred_whose_bodies_never_arrive(
    doorstep, environment, tmp_path
):
    source = tmp_path / "人员.csv"
    source.write_text(PEOPLE)
    doorstep("import", "people", source)
    password = doorstep("reset-password", "huang").stdout.strip()
    port = free_port()
    server = subprocess.Popen(
        [console_script(), "serve", "--port", str(port), "--workers", "1"], env=environment
    )
    try:
        until_listening(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz"))
        with ExitStack() as held:
            for _ in range(HALF_OPEN):
                half = held.enter_context(socket.create_connection(("127.0.0.1", port)))
                half.sendall(HALF)
            answer = synced(port, password)
    finally:
        server.terminate()
        server.wait(timeout=60)

    assert (answer.status, json.load(answer)["expected_seq"]) == (200, 1)


def synced(port, password):
    """Sign in and sync as a phone does."""
    wish = json.dumps({"name": "huang", "password": password, "new_password": CHOSEN}).encode()
    session = urllib.request.urlopen(asking(port, "session", wish), timeout=30)  # noqa: S310
    cookie = session.headers["Set-Cookie"].split(";")[0]
    body = json.dumps({"proto": 2, "device": "phone", "first_seq": 1}).encode()
    request = asking(port, "sync", body, Cookie=cookie)
    return urllib.request.urlopen(request, timeout=30)  # noqa: S310 - ours


def asking(port, what, body, **headers):
    told = {"Content-Type": "application/json", "X-Doorstep": "1", **headers}
    return urllib.request.Request(f"http://127.0.0.1:{port}/api/{what}", body, told)


def signed_in(port, password, context):
    """Sign in over HTTPS once the server listens."""
    request = urllib.request.Request(
        f"https://127.0.0.1:{port}/api/session",
        json.dumps({"name": "huang", "password": password, "new_password": CHOSEN}).encode(),
        {"Content-Type": "application/json", "X-Doorstep": "1"},
    )
    return until_listening(
        lambda: urllib.request.urlopen(request, context=context, timeout=10)  # noqa: S310 - ours
    )


def until_listening(ask):
    deadline = time.monotonic() + 60
    while True:
        try:
            return ask()
        except OSError as error:
            # What a worker had accepted before it died is reset, not refused.
            if not isinstance(getattr(error, "reason", error), ConnectionError):
                raise
            assert time.monotonic() < deadline, "the server never listened"


def test_a_worker_that_was_killed_is_replaced_and_the_server_goes_on(tmp_path):
    bureau = Bureau(tmp_path)
    bureau.start()
    try:
        [first] = workers_of(bureau)
        os.kill(first, signal.SIGKILL)
        until(lambda: first not in workers_of(bureau))

        answer = until_listening(lambda: urllib.request.urlopen(f"{bureau.url}/healthz"))  # noqa: S310 - ours

        assert answer.status == 200
        assert bureau.process.poll() is None
        [second] = workers_of(bureau)
        assert second != first
    finally:
        bureau.stop()


def until(happened):
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline


def workers_of(bureau):
    """Return the ids of the processes that answer for a server."""
    tasks = Path(f"/proc/{bureau.process.pid}/task").iterdir()
    return [pid for task in tasks for pid in children_of(task) if is_serving(pid)]


def children_of(task):
    """Return the processes that a thread began; one that has just ended has none."""
    try:
        return [int(pid) for pid in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []


def is_serving(pid):
    """Tell a worker from Python's own tracker and from a process that has ended."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes()
    return b"serve" in words and b"resource_tracker" not in words
