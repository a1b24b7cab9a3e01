"""The key of the audit log: what is written into the log is sealed, and checkpoints are signed.

A checkpoint is a C2SP signed note (c2sp.org/tlog-checkpoint): anybody can verify it who was given
the verifier key. A seal is for ourselves: without the key, which stands in no database, nobody can
put another deed in a place of the log, so the first place that was changed can be named.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask, current_app

from server.core import keys

EXTENSION = "doorstep.audit_key"
FILE = "audit-ed25519.pem"
ED25519 = b"\x01"
KEY_HASH_BYTES = 4
SIGNATURE = "\N{EM DASH} "


@dataclass(frozen=True)
class Checkpoint:
    """What a log was at a size; `origin` names the log."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


class NotOursError(ValueError):
    """A text is no checkpoint that this bureau signed."""


def install(app: Flask, keys_dir: Path) -> None:
    """Load the key of the audit log, making it at the first start."""
    path = keys_dir / FILE
    if not path.exists():
        keys.keep_first(path, _pem(Ed25519PrivateKey.generate()))
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    secret = sha256(b"doorstep-audit-seal-v1" + key.private_bytes_raw()).digest()
    app.extensions[EXTENSION] = _Keys(key, key.public_key().public_bytes_raw(), secret)


def sealed(n: int, leaf: bytes) -> str:
    """Return the seal of the leaf at an index, as 32 hex digits."""
    return hmac.digest(_keys().sealing, n.to_bytes(8, "big") + leaf, "sha256")[:16].hex()


def signed(checkpoint: Checkpoint) -> str:
    """Return a checkpoint as a signed note."""
    signature = _keys().signing.sign(checkpoint.text.encode())
    line = b64encode(_key_hash(checkpoint.origin) + signature).decode()
    return f"{checkpoint.text}\n{SIGNATURE}{checkpoint.origin} {line}\n"


def opened(note: str) -> Checkpoint:
    """Return what one of our signed notes says; NotOursError for anything else."""
    try:
        text, _, signatures = note.partition("\n\n")
        origin, size, root = text.split("\n")[:3]
        found = Checkpoint(origin, int(size), b64decode(root, validate=True))
        if f"{text}\n" != found.text:
            raise NotOursError
        _verify(found, signatures)
    except (ValueError, InvalidSignature) as error:
        raise NotOursError from error
    return found


def verifier_key(origin: str) -> str:
    """Return the public key of a log in the form that verifiers of signed notes read."""
    public = b64encode(ED25519 + _keys().public).decode()
    return f"{origin}+{_key_hash(origin).hex()}+{public}"


def _verify(checkpoint: Checkpoint, signatures: str) -> None:
    for name, line in _signatures(signatures):
        if name == checkpoint.origin and line[:KEY_HASH_BYTES] == _key_hash(name):
            _keys().signing.public_key().verify(line[KEY_HASH_BYTES:], checkpoint.text.encode())
            return
    raise NotOursError


def _signatures(lines: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and signature of each line; witnesses may have added theirs."""
    for line in lines.splitlines():
        name, _, signature = line.removeprefix(SIGNATURE).partition(" ")
        yield name, b64decode(signature, validate=True)


def _key_hash(name: str) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + _keys().public).digest()[:KEY_HASH_BYTES]


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@dataclass(frozen=True)
class _Keys:
    signing: Ed25519PrivateKey
    public: bytes
    sealing: bytes


def _keys() -> _Keys:
    found: _Keys = current_app.extensions[EXTENSION]
    return found
