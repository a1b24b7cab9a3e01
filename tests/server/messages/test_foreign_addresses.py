"""A browser names where its pushes go, so anybody may: nothing inside the house is ever called."""

import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from threading import Event, Thread
from time import monotonic

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from server.core.doors import reading, writing
from server.features.messages.endpoints import ForeignEndpoint, Target, target_of
from server.features.messages.models import PushOrder, PushSubscription
from server.features.messages.pinning import NotPublicError, Pinned, pinned_address
from server.features.messages.posting import push_due
from tests.server.messages.push_service import PushService, Subscribed

FCM = "https://fcm.googleapis.com"
KNOWN = [
    f"{FCM}/fcm/send/abc:APA91b-x_y",
    f"{FCM}:443/fcm/send/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA==",
    "https://web.push.apple.com/QOmTxlLxF",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2fabc&n=1",
]
FOREIGN = [
    "",
    "push",
    "http://fcm.googleapis.com/x",
    "https://fcm.googleapis.com",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com:22/x",
    "https://fcm.googleapis.com@127.0.0.1/x",
    "https://user:secret@fcm.googleapis.com/x",
    "https://127.0.0.1\\@fcm.googleapis.com/x",
    "https://127.0.0.1#@fcm.googleapis.com/x",
    "https://127.0.0.1?@fcm.googleapis.com/x",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evilfcm.googleapis.com.example/x",
    "https://evil-notify.windows.com/x",
    "https://notify.windows.com.cn/x",
    "https://evil.example/fcm.googleapis.com/x",
    "https://127.0.0.1/x",
    "https://2130706433/x",
    "https://[::1]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://localhost/x",
    "https://fcm.googleapis.com/x#fragment",
    "https://fcm.googleapis.com/x\r\nHost: evil.example",
    "https://fcm.googleapis.com/x\n",
    "https://fcm.googleapis.com/ x",
    "https://fcm.googleapis。com/x",
    "https://ｆcm.googleapis.com/x",
    "https://FCM.googleapis.com/x",
    "https://fcm.googleapis.com./x",
    "https://fcm.googleapis.com%2f@127.0.0.1/x",
    "file:///etc/passwd",
    "gopher://fcm.googleapis.com/x",
    f"{FCM}/" + "x" * 1024,
]
PRIVATE = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),  # noqa: S104
    *("169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255"),
    *("::1", "::", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1"),
    *("2002:7f00:1::", "2002:0a00:0001::", "2001:0:0a00:1::"),
]
PUBLIC = ["142.250.0.95", "2a00:1450:4001::5f"]


@pytest.fixture
def canary():
    """Somebody inside the house who notes whoever comes."""
    with PushService() as running:
        yield running


def target_to(service, **changes):
    """Return a known service's name, behind which the canary stands."""
    target = Target(
        service.origin, "fcm.googleapis.com", service.port, "/push/x", is_tls=False, is_public=True
    )
    return replace(target, **changes)


def post(target, resolve, context=None, *, timeout=5.0):
    pinned = Pinned(target, resolve, context)
    endpoint = f"{target.origin}{target.path}"
    return pinned.post(endpoint, timeout=timeout, data=b"", headers={})


@pytest.mark.parametrize("endpoint", KNOWN)
def test_the_known_push_services_are_called_by_https_at_public_addresses(endpoint):
    target = target_of(endpoint, frozenset())

    assert (target.is_tls, target.port, target.is_public) == (True, 443, True)


@pytest.mark.parametrize("endpoint", FOREIGN)
def test_no_other_address_is_ever_called(endpoint):
    with pytest.raises(ForeignEndpoint):
        target_of(endpoint, frozenset())


def test_a_browser_with_another_address_is_refused_in_words(offered, officer, service):
    told = Subscribed("https://127.0.0.1/x").told()

    answer = officer.client.put("/api/push/subscription", told)
    assert (answer.status_code, answer.json["code"]) == (422, "422.192")
    with reading() as session:
        assert session.query(PushSubscription).count() == 0


def test_an_own_origin_is_only_what_was_written_whole():
    own = frozenset({"http://push.bureau.lan:8301"})

    assert target_of("http://push.bureau.lan:8301/a", own).is_public is False
    for other in ("http://push.bureau.lan/a", "http://push.bureau.lan:8302/a"):
        with pytest.raises(ForeignEndpoint):
            target_of(other, own)


def test_an_address_that_was_allowed_once_is_judged_anew_before_it_is_called(tell_him, service):
    tell_him()
    with writing() as session:
        session.query(PushSubscription).one().endpoint = f"http://127.0.0.1:{service.port + 1}/x"

    assert (push_due(), service.hits) == (0, 0)
    with reading() as session:
        assert session.query(PushOrder).count() == 0


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_into_a_private_network_is_not_called(address, canary):
    for addresses in ([address], [*PUBLIC, address], [address, *PUBLIC]):
        with pytest.raises(NotPublicError):
            post(target_to(canary), lambda *_, found=addresses: found)

    assert canary.hits == 0


def test_a_name_without_an_address_is_not_called(canary):
    with pytest.raises(OSError, match="fcm"):
        post(target_to(canary), lambda *_: [])


def test_public_addresses_pass():
    target = target_of(KNOWN[0], frozenset())

    for address in PUBLIC:
        assert pinned_address(target, lambda *_, found=address: [found]) == address


def test_a_name_is_resolved_once_and_the_address_that_was_judged_is_called(canary):
    """Rebinding: a second look at the name would lead elsewhere."""
    answers = [["127.0.0.1"], ["127.0.0.2"], ["127.0.0.3"]]
    with PushService() as meant:
        meant.subscribe("x")
        target = target_to(meant, is_public=False, origin=f"http://push.lan:{meant.port}")
        with pytest.raises((OSError, HTTPException)):
            # It came without a sender's token, which this push service does not take.
            post(target, lambda *_: answers.pop(0))

        assert (meant.hits, len(answers)) == (1, 2)


def test_a_redirect_is_not_followed(tell_him, service, canary):
    for n, status in enumerate((301, 302, 303, 307, 308)):
        service.answers = [(status, {"Location": f"{canary.origin}/push/x"})]
        tell_him(f"deed-{n}")
        assert push_due() == 0

    assert (service.hits, canary.hits) == (5, 0)
    with reading() as session:
        assert session.query(PushOrder).count() == 0


def test_no_proxy_of_the_environment_is_used(tell_him, service, canary, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, canary.origin)
    tell_him()

    assert push_due() == 1
    assert canary.hits == 0


def test_an_answer_that_comes_byte_by_byte_is_cut_off_in_time():
    is_over = Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=_drip, args=(listening, is_over), daemon=True).start()
        port = listening.getsockname()[1]
        target = Target(
            f"http://push.lan:{port}", "push.lan", port, "/", is_tls=False, is_public=False
        )
        begun = monotonic()
        with pytest.raises((OSError, HTTPException)):
            post(target, lambda *_: ["127.0.0.1"], timeout=0.5)

        assert monotonic() - begun < 5
    is_over.set()


def test_the_certificate_must_be_the_names_own(tmp_path):
    server, trust = _certified(tmp_path, "push.bureau.lan")
    with PushService(context=server, host="push.bureau.lan") as secure:
        secure.subscribe("x")
        right = target_to(secure, host="push.bureau.lan", is_tls=True, is_public=False)
        # The handshake went well: the request came to its end, and was not taken for its form.
        with pytest.raises((OSError, HTTPException)) as fault:
            post(right, lambda *_: ["127.0.0.1"], trust)
        assert not isinstance(fault.value, ssl.SSLCertVerificationError)
        assert secure.hits == 1

        for wrong, context in ((replace(right, host="fcm.googleapis.com"), trust), (right, None)):
            with pytest.raises(ssl.SSLCertVerificationError):
                post(wrong, lambda *_: ["127.0.0.1"], context)
        assert secure.hits == 1


def _drip(listening: socket.socket, is_over: Event) -> None:
    connected, _ = listening.accept()
    with connected:
        connected.sendall(b"HTTP/1.1 201 Created\r\nX-Long: ")
        while not is_over.wait(0.1):
            try:
                connected.sendall(b"x")
            except OSError:
                return


def _certified(folder, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what a server of a name shows, and what trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)  # noqa: TID251 - the handshake looks at the machine's own clock
    certificate = (
        x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(private + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem")
    return server, ssl.create_default_context(cadata=pem.decode())
