"""A push service (RFC 8030) and the browsers that it serves, which open what they get.

It listens for real and decrypts by RFC 8291 and checks VAPID by RFC 8292 with `cryptography`
alone, so that nothing of pywebpush judges its own work.
"""

import json
import os
import ssl
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

TAKEN = (201, {})


@dataclass(frozen=True)
class Subscribed:
    """A browser's subscription: its address, and the keys that open what comes there."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    def told(self) -> dict[str, str]:
        """Return what the browser tells the bureau."""
        return {
            "endpoint": self.endpoint,
            "p256dh": plain(point(self.key.public_key())),
            "auth": plain(self.auth),
        }

    def opened(self, body: bytes) -> bytes:
        """Decrypt a message of one record (RFC 8188, RFC 8291 §3.4)."""
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.key.exchange(ec.ECDH(), public)
        info = b"WebPush: info\0" + point(self.key.public_key()) + sender
        secret = derived(shared, self.auth, info, 32)
        key = derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(secret, salt, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None)
        text, delimiter, _ = padded.rpartition(b"\x02")
        assert delimiter, "the last record ends with 2 and zeros"
        return text


@dataclass(frozen=True)
class Received:
    """One push: what was in it, and what its headers and its sender's token said."""

    path: str
    payload: dict[str, Any]
    headers: dict[str, str]
    claims: dict[str, Any]
    sender_key: str


@dataclass
class PushService:
    """`answers` are given first come first served; then everything is taken."""

    context: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    hits: int = 0
    browsers: dict[str, Subscribed] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if self.context:
            self._server.socket = self.context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def origin(self) -> str:
        return f"{'https' if self.context else 'http'}://{self.host}:{self.port}"

    def subscribe(self, name: str) -> Subscribed:
        """Give a browser a place of its own."""
        browser = Subscribed(f"{self.origin}/push/{name}")
        self.browsers[f"/push/{name}"] = browser
        return browser

    def payloads(self) -> list[dict[str, Any]]:
        return [one.payload for one in self.received]

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        self.hits += 1
        status, more = self.answers.pop(0) if self.answers else TAKEN
        claims, key = verified(headers["authorization"])
        payload = json.loads(self.browsers[path].opened(body))
        self.received.append(Received(path, payload, headers, claims, key))
        return status, more

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(headers["content-length"]))
                status, more = service.take(self.path, headers, body)
                self.send_response(status)
                for name, value in {"Content-Length": "0", **more}.items():
                    self.send_header(name, value)
                self.end_headers()

            def do_GET(self) -> None:
                service.hits += 1
                self.send_error(404)

            def log_message(self, *_: object) -> None:
                return

        return Handler


def verified(authorization: str) -> tuple[dict[str, Any], str]:
    """Return claims and key of a VAPID header whose signature is right (RFC 8292 §3)."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    assert json.loads(raw(head))["alg"] == "ES256"
    r, s = (int.from_bytes(raw(signature)[at : at + 32], "big") for at in (0, 32))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(parts["k"]))
    key.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    return json.loads(raw(claims)), parts["k"]


def derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def plain(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
