"""Rescue files as a phone makes them, and as nobody should."""

import io
import json
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jwe
from joserfc.jwk import ECKey

from server.core import sealing

MAGIC = b"doorstep-rescue-1\n"
KEY = bytes(range(32))
# Of one text or photo of a locked phone.
OWN_KEY = bytes(range(32, 64))
NOON = "2026-11-23T01:40:00.000Z"


def command(seq, device, name="note", entity="a", **args):
    """Return the exact text of a command."""
    body = {"v": 1, "seq": seq, "id": f"{device}-{seq}", "name": name, "version": 1}
    return json.dumps({**body, "entity": entity, "args": args, "device_time": NOON})


def visit(seq, device, person, *, photos=(), visit_id="v1"):
    """Return the text of a visit to the enterprise e1."""
    args = {
        "enterprise_id": "e1",
        "kind": "guidance",
        "opened_at": "2026-11-23T01:00:00.000Z",
        "closed_at": NOON,
        "participants": [person],
        "checkin": None,
        "guidance": "已指导台账",
        "findings": [],
        "photos": [{"id": f"{visit_id}-p{n}", "sha256": sha} for n, sha in enumerate(photos)],
        "representative": "张经理",
        "representative_title": "厂长",
        "signature": {"state": "absent", "reason": "无人在场"},
        "note": "",
    }
    return command(seq, device, "visit.close", visit_id, **args)


@dataclass
class RescueFile:
    """A file in the making; `bytes()` is what lies on disk."""

    person: str
    device: str
    batches: list[Any] = field(default_factory=list)
    blobs: list[bytes] = field(default_factory=list)
    head: dict[str, Any] = field(default_factory=dict)
    protected: dict[str, Any] = field(default_factory=dict)

    def add(self, *bodies, first_seq=1):
        commands = [{"body": body} for body in bodies]
        self.batches.append({"first_seq": first_seq, "commands": commands})
        return self

    def photo(self, content):
        self.blobs.append(content)
        return self

    def parts(self):
        return [*(json.dumps(batch).encode() for batch in self.batches), *self.blobs]

    def said(self):
        return {
            "v": 1,
            "device": self.device,
            "person": self.person,
            "made_at": "2026-11-23T02:00:00.000Z",
            "commands": sum(len(batch["commands"]) for batch in self.batches),
            "batches": len(self.batches),
            "blobs": len(self.blobs),
            "key": urlsafe_b64encode(KEY).decode().rstrip("="),
            **self.head,
        }

    def bytes(self):
        head = seal(json.dumps(self.said()), **self.protected)
        return MAGIC + head + b"\n" + framed(self.parts())


def locked(file):
    """Return the file as a locked phone makes it: it can only pass on what was sealed before."""
    head = seal(json.dumps(file.said()))
    batches = [
        {**batch, "commands": [_locked_text(**one) for one in batch["commands"]]}
        for batch in file.batches
    ]
    parts = [*(json.dumps(batch).encode() for batch in batches), *map(_locked_photo, file.blobs)]
    return b"doorstep-sealed-1\n" + head + b"\n" + framed(parts)


def _locked_text(body, sig=None):
    digest = sha256(body.encode()).hexdigest()
    box = _box(body.encode(), f"doorstep-entry {digest}")
    told = {"hash": digest, "key": seal(OWN_KEY).decode(), "box": b64encode(box).decode()}
    return {**told, "sig": sig}


def _locked_photo(content):
    digest = sha256(content).hexdigest()
    box = _box(content, f"doorstep-blob {digest}")
    return digest.encode() + b" " + seal(OWN_KEY) + b"\n" + box


def _box(plain, bond):
    nonce = bytes(range(12))
    return b"dsv1" + nonce + AESGCM(OWN_KEY).encrypt(nonce, plain, bond.encode())


def seal(plain, key=None, **protected):
    header = {"alg": "ECDH-ES", "enc": "A256GCM", **protected}
    public = key or ECKey.import_key(sealing.public_jwk())
    allowed = [header["alg"], header["enc"], "DEF"]
    return jwe.encrypt_compact(header, plain, public, algorithms=allowed).encode()


def framed(parts):
    out = io.BytesIO()
    for n, plain in enumerate(parts):
        sealed = AESGCM(KEY).encrypt(n.to_bytes(12, "big"), plain, None)
        out.write(len(sealed).to_bytes(4, "big") + sealed)
    return out.getvalue()
