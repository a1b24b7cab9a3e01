"""The bureau's receipt key (ES256), kept as a file until the device-trust work gives it a home."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from flask import Flask, current_app

EXTENSION = "doorstep.receipt_key"
RAW_SIGNATURE_BYTES = 64


def install(app: Flask, keys_dir: Path) -> None:
    """Load the receipt key, making it at the first start."""
    app.extensions[EXTENSION] = _load_or_make(keys_dir / "receipt-es256.pem")


def sign(message: bytes) -> str:
    """Return the ES256 signature as base64url of raw r‖s (RFC 7518 §3.4)."""
    r, s = decode_dss_signature(_key().sign(message, ec.ECDSA(hashes.SHA256())))
    return _base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def verify(message: bytes, signature: str) -> bool:
    """Return whether a text is this bureau's own signature over the message; never raises."""
    try:
        raw = urlsafe_b64decode(f"{signature}==")
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        _key().public_key().verify(der, message, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return len(raw) == RAW_SIGNATURE_BYTES


def public_jwk() -> dict[str, str]:
    """Return the public key as JWK (RFC 7517)."""
    numbers = _key().public_key().public_numbers()
    x, y = (_base64url(n.to_bytes(32, "big")) for n in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _key() -> ec.EllipticCurvePrivateKey:
    load: Callable[[], ec.EllipticCurvePrivateKey] = current_app.extensions[EXTENSION]
    return load()


def _load_or_make(path: Path) -> Callable[[], ec.EllipticCurvePrivateKey]:
    if not path.exists():
        _make(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return lambda: key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    # Several workers may start at once: the first file wins, and it is never half written.
    draft = path.with_name(f".{path.name}.{id(pem)}")
    draft.touch(mode=0o600)
    draft.write_bytes(pem)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
