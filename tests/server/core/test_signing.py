"""Receipts verify with the public key that phones are given."""

from base64 import urlsafe_b64decode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from server.core import signing
from sync.protocol import receipt_bytes


def test_a_receipt_verifies_with_the_published_key(app):
    message = receipt_bytes("epoch", "phone", 7, "ab" * 32)

    signature = _decoded(signing.sign(message))

    jwk = signing.public_jwk()
    x, y = (int.from_bytes(_decoded(jwk[name]), "big") for name in "xy")
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))


def _decoded(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
