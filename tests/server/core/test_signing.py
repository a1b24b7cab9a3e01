"""Receipts verify with the public key that phones are given."""

from base64 import urlsafe_b64decode

import pytest
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


def test_the_bureau_knows_its_own_receipts(app):
    message = receipt_bytes("epoch", "phone", 7, "ab" * 32)
    receipt = signing.sign(message)

    assert signing.verify(message, receipt)
    assert not signing.verify(message + b"x", receipt)
    assert not signing.verify(message, f"{receipt}AAAA")
    assert not signing.verify(message, receipt[:-4])


@pytest.mark.parametrize("text", ["", "x", "A" * 86, "_" * 86, "好" * 86, "=" * 90, "A" * 9999])
def test_a_text_that_is_no_signature_is_refused_without_a_fault(app, text):
    assert not signing.verify(b"message", text)


def _decoded(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
