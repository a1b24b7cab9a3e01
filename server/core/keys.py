"""Key pairs of the bureau (EC P-256), each kept as a file that only the bureau can read."""

from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

COORDINATE_BYTES = 32


def load_or_make(path: Path) -> ec.EllipticCurvePrivateKey:
    """Return the key that stands in a file, making it at the first start."""
    if not path.exists():
        _make(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def public_jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """Return the public half as JWK (RFC 7517)."""
    numbers = key.public_key().public_numbers()
    x, y = (base64url(n.to_bytes(COORDINATE_BYTES, "big")) for n in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def private_jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """Return both halves as JWK, for a library that takes no other form."""
    secret = key.private_numbers().private_value
    return {**public_jwk(key), "d": base64url(secret.to_bytes(COORDINATE_BYTES, "big"))}


def base64url(raw: bytes) -> str:
    """Return bytes as base64url without padding (RFC 7515 §2)."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


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
