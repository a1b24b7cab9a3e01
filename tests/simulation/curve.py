"""The bureau's key as real phones know it, without chance: a message has one signature."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from tests.simulation.office import SECRET, Key

ALGORITHM = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
RAW_BYTES = 64


class CurveKey(Key):
    """Signs by ES256, raw r‖s in base64url (docs/protocol.md §2)."""

    def __init__(self) -> None:
        number = int.from_bytes(sha256(SECRET.encode()).digest(), "big")
        self._key = ec.derive_private_key(number, ec.SECP256R1())

    def sign(self, message: bytes) -> str:
        r, s = decode_dss_signature(self._key.sign(message, ALGORITHM))
        return _base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def is_genuine(self, message: bytes, receipt: str) -> bool:
        try:
            raw = urlsafe_b64decode(f"{receipt}==")
            numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
            self._key.public_key().verify(encode_dss_signature(*numbers), message, ALGORITHM)
        except (ValueError, InvalidSignature):
            return False
        return len(raw) == RAW_BYTES

    @property
    def jwk(self) -> dict[str, str]:
        """Return the public key (RFC 7517)."""
        numbers = self._key.public_key().public_numbers()
        x, y = (_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
