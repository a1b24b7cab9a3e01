"""Receipts and confirmations as a phone would make them, and as nobody should."""

from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from server.core import keys
from server.features.receipts import base45, cose

ISSUED = int(datetime(2026, 11, 23, 2, 0, tzinfo=UTC).timestamp())
EXPIRES = int(datetime(2029, 11, 23, 2, 0, tzinfo=UTC).timestamp())
COMMAND_HASH = sha256(b"the command that decided it").hexdigest()
CLAIMS = {
    1: "doorstep",
    4: EXPIRES,
    6: ISSUED,
    -70001: "东环建〔2026〕1234号",
    -70002: "91441900MA4W12345X",
    -70003: "decision",
    -70004: "registration_form",
    -70005: "2026-11-23",
    -70006: bytes.fromhex(COMMAND_HASH)[:16],
    -70007: "changan",
}
NAMES = {
    "issuer": 1,
    "expires": 4,
    "issued": 6,
    "number": -70001,
    "code": -70002,
    "act": -70003,
    "outcome": -70004,
    "decided_on": -70005,
    "hash": -70006,
    "branch": -70007,
}
ESSENCE = sha256(b"what both officers stand for").digest()
CONFIRMED = {1: "01a2154b-520c-714c-8268-b55a8de72b18", 2: ESSENCE, 6: ISSUED}


class FixedKey:
    """A key that is the same at every run, with signatures that are the same too (RFC 6979)."""

    def __init__(self, secret):
        self.private = ec.derive_private_key(
            int.from_bytes(sha256(secret).digest(), "big"), ec.SECP256R1()
        )
        self.jwk = keys.public_jwk(self.private)
        self.kid = bytes.fromhex(keys.kid_of(self.jwk))

    def sign(self, message):
        algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        r, s = decode_dss_signature(self.private.sign(message, algorithm))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def claims(**changed):
    """Return the claims of the usual receipt with some changed; None leaves one out."""
    found = CLAIMS | {NAMES[name]: value for name, value in changed.items()}
    return {name: value for name, value in found.items() if value is not None}


def message(key, payload, *, kid=None):
    """Return the COSE_Sign1 of a payload, signed by a key."""
    protected = cose.protected_header(kid or key.kid)
    signature = key.sign(cose.signed_bytes(protected, payload))
    return cose.write_sign1(protected, payload, signature)


def receipt(key, said=None, *, kid=None):
    """Return the text of a receipt's QR code."""
    return text("DS1:", message(key, cose.write_cbor(said or CLAIMS), kid=kid))


def confirmation(key, said=None):
    """Return the text by which a co-officer's phone answers."""
    return text("DC1:", message(key, cose.write_cbor(said or CONFIRMED)))


def text(kind, raw):
    return kind + base45.encode(raw)
