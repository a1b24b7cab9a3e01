"""Key pairs of EC P-256: the bureau's, each kept as a file, and the public ones of phones."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

COORDINATE_BYTES = 32
RAW_SIGNATURE_BYTES = 64
KID_BYTES = 8

PublicKey = ec.EllipticCurvePublicKey


def load_or_make(path: Path) -> ec.EllipticCurvePrivateKey:
    """Return the key that stands first in a file, making it at the first start."""
    if not path.exists():
        keep_first(path, pem_of(ec.generate_private_key(ec.SECP256R1())))
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def public_jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """Return the public half as JWK (RFC 7517)."""
    return jwk_of(key.public_key())


def jwk_of(key: PublicKey) -> dict[str, str]:
    """Return a public key as JWK with the members that it must have, and no others."""
    numbers = key.public_numbers()
    x, y = (base64url(n.to_bytes(COORDINATE_BYTES, "big")) for n in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def private_jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """Return both halves as JWK, for a library that takes no other form."""
    secret = key.private_numbers().private_value
    return {**public_jwk(key), "d": base64url(secret.to_bytes(COORDINATE_BYTES, "big"))}


def read_public_jwk(jwk: Mapping[str, str]) -> PublicKey:
    """Return the key that a JWK describes; ValueError for another kind or no point of the curve."""
    if (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
        raise ValueError("not a P-256 key")
    x, y = (from_base64url(jwk.get(name, "")) for name in ("x", "y"))
    if len(x) != COORDINATE_BYTES or len(y) != COORDINATE_BYTES:
        raise ValueError("a coordinate has not 32 bytes")
    point = int.from_bytes(x, "big"), int.from_bytes(y, "big")
    return ec.EllipticCurvePublicNumbers(*point, ec.SECP256R1()).public_key()


def kid_of(jwk: Mapping[str, str]) -> str:
    """Return the first 8 bytes of a key's thumbprint (RFC 7638) as hex."""
    members = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return sha256(json.dumps(members, separators=(",", ":")).encode()).digest()[:KID_BYTES].hex()


def verifies(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Return whether an ES256 signature (raw r‖s, RFC 7518 §3.4) is of this key; never raises."""
    if len(signature) != RAW_SIGNATURE_BYTES:
        return False
    r, s = (int.from_bytes(signature[at : at + COORDINATE_BYTES], "big") for at in (0, 32))
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def signature_of(key: ec.EllipticCurvePrivateKey, message: bytes) -> str:
    """Return the ES256 signature as base64url of raw r‖s (RFC 7518 §3.4)."""
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return base64url(r.to_bytes(COORDINATE_BYTES, "big") + s.to_bytes(COORDINATE_BYTES, "big"))


def base64url(raw: bytes) -> str:
    """Return bytes as base64url without padding (RFC 7515 §2)."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Return what base64url without padding stands for; empty where it stands for nothing."""
    try:
        return urlsafe_b64decode(f"{text}==")
    except ValueError:
        return b""


def keep_first(path: Path, secret: bytes) -> None:
    """Write a secret to a file that only the bureau can read, unless one stands there by then."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Several workers may start at once: the first file wins, and it is never half written.
    draft = path.with_name(f".{path.name}.{id(secret)}")
    draft.touch(mode=0o600)
    draft.write_bytes(secret)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a private key as a block of PEM."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
