"""The reference client of the protocol as a real phone: HTTP, photos, and the driver's own list."""

import base64
import io
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from PIL import Image

from server.demo.people import PASSWORD
from sync import client
from sync.client import Genuine
from sync.phone import Phone, issue
from sync.protocol import Command

PIECE = 4 * 1024
OURS = {"X-Doorstep": "1", "Connection": "close"}
SPOKEN = {**OURS, "Tus-Resumable": "1.0.0"}
CHUNK = {**SPOKEN, "Content-Type": "application/offset+octet-stream"}
NOON = "2026-11-23T04:00:00.000Z"
NOON_MS = 1_795_406_400_000
LATER = "2026-11-23T04:30:00.000Z"


class LineError(Exception):
    """The line broke: nobody knows what of the last request has happened."""


class Lines(io.BufferedReader):
    """What comes over a line, with the last line that was read of it."""

    last = b""

    def readline(self, size: int | None = -1, /) -> bytes:
        self.last = super().readline(size)
        return self.last


class WholeHeaders(HTTPResponse):
    """An answer that is refused, as browsers do, when the line breaks within its headers."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self._lines = Lines(sock.makefile("rb", buffering=0))
        self.fp = self._lines

    def begin(self) -> None:
        super().begin()
        if self._lines.last != b"\r\n":
            raise IncompleteRead(self._lines.last)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class RealPhone:
    """`state` is what stands on the phone's disk; `shown` the receipts that its owner has seen.

    `port` may change: it is the way to the bureau. Ids of what it makes begin with `name`.
    """

    name: str
    port: int
    state: Phone
    cookie: str = ""
    person: str = ""
    genuine: Genuine = lambda *_: False
    photos: dict[str, bytes] = field(default_factory=dict)
    visit_of: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    arrived: set[str] = field(default_factory=set)
    shown: dict[int, str] = field(default_factory=dict)
    visits: int = 0

    def sign_in(self, login: str) -> None:
        wish = {"name": login, "password": PASSWORD, "device": self.state.device}
        said = {**OURS, "Content-Type": "application/json"}
        answer = self.ask("POST", "/api/session", json.dumps(wish).encode(), said)
        assert answer.status == 200, answer.body
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.person = answer.json["person"]["id"]
        self.genuine = genuine_by(answer.json["receipt_key"])

    def visit(self) -> None:
        """Write what a visit to an unknown enterprise makes: three commands and a photo."""
        self.visits += 1
        mine = f"{self.name}-{self.visits}"
        photo = photograph()
        sha = sha256(photo).hexdigest()
        self.photos[sha] = photo
        self.visit_of[sha] = f"v-{mine}"
        added = self._issue("enterprise.add", f"e-{mine}", {"name": f"东莞市{mine}五金厂"})
        closing = self._closing(mine, sha, photo)
        closed = self._issue("visit.close", f"v-{mine}", closing, blobs=(sha,), deps=(added,))
        self._issue("finding.solve", f"f-{mine}", SOLVED, deps=(closed,))

    def contact(self) -> None:
        """Sync until nothing waits, then send the photos; LineError when the line breaks."""
        self.sync()
        while self.state.waiting:
            self.sync()
        for sha in self.photos:
            if sha not in self.arrived:
                self._send_photo(sha)

    def sync(self) -> Answer:
        """One request to the sync door, its answer taken over when it is one."""
        asked = client.ask(self.state)
        text = json.dumps(asked, ensure_ascii=False).encode()
        said = {**OURS, "Content-Type": "application/json"}
        answer = self.ask("POST", "/api/sync", text, said)
        if answer.status == 200:
            heard = client.absorb(self.state, asked, answer.json, self.genuine, NOON_MS)
            self.state = heard.phone
            done = {
                entry.seq: entry.receipt for entry in self.state.outbox.values() if entry.status
            }
            self.shown |= done
        return answer

    def ask(self, method: str, path: str, body: bytes, said: dict[str, str]) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.response_class = WholeHeaders
        try:
            connection.request(method, path, body, {**said, "Cookie": self.cookie})
            heard = connection.getresponse()
            return Answer(heard.status, heard.headers, heard.read())
        except (OSError, HTTPException) as error:
            raise LineError from error
        finally:
            connection.close()

    def _send_photo(self, sha: str) -> None:
        photo = self.photos[sha]
        if sha not in self.places:
            named = base64.b64encode(sha.encode()).decode()
            wish = {"Upload-Length": str(len(photo)), "Upload-Metadata": f"sha256 {named}"}
            self.places[sha] = self._told("Location", "POST", "/api/uploads", b"", wish)
        at = int(self._told("Upload-Offset", "HEAD", self.places[sha], b"", {}))
        while at < len(photo):
            piece = photo[at : at + PIECE]
            said = {**CHUNK, "Upload-Offset": str(at)}
            at = int(self._told("Upload-Offset", "PATCH", self.places[sha], piece, said))
        self.arrived.add(sha)

    def _told(self, header: str, method: str, path: str, body: bytes, said: dict[str, str]) -> str:
        answer = self.ask(method, path, body, {**SPOKEN, **said})
        assert answer.status < 300, (method, path, answer.status, answer.body)
        told: str = answer.headers[header]
        return told

    def _issue(
        self,
        name: str,
        entity: str,
        args: dict[str, Any],
        *,
        blobs: tuple[str, ...] = (),
        deps: tuple[str, ...] = (),
    ) -> str:
        seq = self.state.next_seq
        command = Command(
            seq=seq,
            id=f"c-{self.name}-{seq}",
            name=name,
            version=1,
            entity=entity,
            args=args,
            device_time=LATER,
            blobs=blobs,
            deps=deps,
        )
        self.state = issue(self.state, command)
        return command.id

    def _closing(self, mine: str, sha: str, photo: bytes) -> dict[str, Any]:
        finding = {"id": f"f-{mine}", "category": "air", "text": "管道脱落", "solved": False}
        return {
            "enterprise_id": f"e-{mine}",
            "kind": "guidance",
            "opened_at": NOON,
            "closed_at": LATER,
            "participants": [self.person],
            "checkin": None,
            "guidance": "已指导台账",
            "findings": [{**finding, "solved_note": ""}],
            "photos": [{"id": f"p-{mine}", "sha256": sha, "bytes": len(photo)}],
            "representative": "张经理",
            "representative_title": "厂长",
            "signature": {"state": "absent", "reason": "无人在场"},
            "note": "",
        }


SOLVED = {"note": "已接回", "confirmed_by": "张经理", "solved_on": "2026-11-23"}


def photograph() -> bytes:
    """Return a JPEG of some 12 KB, no two alike."""
    out = io.BytesIO()
    Image.effect_noise((160, 120), 60).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def genuine_by(jwk: dict[str, str]) -> Genuine:
    """Return how a phone judges receipts by the bureau's public key."""
    x, y = (int.from_bytes(_bytes(jwk[name])) for name in ("x", "y"))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()

    def genuine(message: bytes, signature: str) -> bool:
        raw = _bytes(signature)
        r, s = (int.from_bytes(half) for half in (raw[:32], raw[32:]))
        try:
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return len(raw) == 64

    return genuine


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def phones_on(port: int, **logins: str) -> Iterator[RealPhone]:
    """Yield a phone for each name, signed in as the demo's person of that login."""
    for n, (name, login) in enumerate(logins.items(), start=1):
        phone = RealPhone(name, port, Phone(f"01a20af0-0000-7000-8000-{n:012d}"))
        phone.sign_in(login)
        yield phone
