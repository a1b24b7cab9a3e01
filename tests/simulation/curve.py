"""The keys as real phones know them, without chance: a message has one signature of each."""

from collections.abc import Mapping
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from server.core import keys
from tests.simulation.office import SECRET, Key

ALGORITHM = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


class CurveKey(Key):
    """Signs by ES256, raw r‖s in base64url (docs/protocol.md §2)."""

    def __init__(self) -> None:
        self._key = _derived(SECRET)
        self._phones: dict[str, ec.EllipticCurvePrivateKey] = {}

    def sign(self, message: bytes) -> str:
        return _signature(self._key, message)

    def is_genuine(self, message: bytes, receipt: str) -> bool:
        return keys.verifies(self._key.public_key(), message, keys.from_base64url(receipt))

    def sign_as(self, device: str, message: bytes) -> str:
        return _signature(self._phone(device), message)

    def jwk_of(self, device: str) -> dict[str, str]:
        return keys.public_jwk(self._phone(device))

    def is_signed_by(self, jwk: Mapping[str, str], message: bytes, sig: str) -> bool:
        return keys.verifies(keys.read_public_jwk(jwk), message, keys.from_base64url(sig))

    @property
    def jwk(self) -> dict[str, str]:
        """Return the bureau's public key (RFC 7517)."""
        return keys.public_jwk(self._key)

    @property
    def phones(self) -> dict[str, dict[str, str]]:
        """Return both halves of the key of each device that signed."""
        return {device: keys.private_jwk(key) for device, key in sorted(self._phones.items())}

    def _phone(self, device: str) -> ec.EllipticCurvePrivateKey:
        if device not in self._phones:
            self._phones[device] = _derived(device)
        return self._phones[device]


def _derived(secret: str) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(sha256(secret.encode()).digest(), "big")
    return ec.derive_private_key(number, ec.SECP256R1())


def _signature(key: ec.EllipticCurvePrivateKey, message: bytes) -> str:
    r, s = decode_dss_signature(key.sign(message, ALGORITHM))
    return keys.base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
