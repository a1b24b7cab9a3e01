"""The bureau's receipt key (ES256), kept as a file until the device-trust work gives it a home."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from flask import Flask, current_app

from server.core import keys

EXTENSION = "doorstep.receipt_key"


def install(app: Flask, keys_dir: Path) -> None:
    """Load the receipt key, making it at the first start."""
    app.extensions[EXTENSION] = keys.load_or_make(keys_dir / "receipt-es256.pem")


def sign(message: bytes) -> str:
    """Return the ES256 signature as base64url of raw r‖s (RFC 7518 §3.4)."""
    r, s = decode_dss_signature(_key().sign(message, ec.ECDSA(hashes.SHA256())))
    return keys.base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def verify(message: bytes, signature: str) -> bool:
    """Return whether a text is this bureau's own signature over the message; never raises."""
    return keys.verifies(_key().public_key(), message, keys.from_base64url(signature))


def is_signed_by(jwk: Mapping[str, str], message: bytes, signature: str) -> bool:
    """Return whether a phone's registered key made a signature over the message; never raises."""
    key = _public(tuple(sorted(jwk.items())))
    return keys.verifies(key, message, keys.from_base64url(signature))


@lru_cache(maxsize=4096)
def _public(members: tuple[tuple[str, str], ...]) -> keys.PublicKey:
    """Return a key that was found usable when it was registered."""
    return keys.read_public_jwk(dict(members))


def public_jwk() -> dict[str, str]:
    """Return the public key as JWK (RFC 7517)."""
    return keys.public_jwk(_key())


def _key() -> ec.EllipticCurvePrivateKey:
    key: ec.EllipticCurvePrivateKey = current_app.extensions[EXTENSION]
    return key
