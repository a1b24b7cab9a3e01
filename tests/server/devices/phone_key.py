"""The signing key that a phone would hold."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from server.core import keys


@dataclass(frozen=True)
class PhoneKey:
    """A key pair, and what a phone sends of it."""

    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def jwk(self):
        return keys.public_jwk(self.private)

    @property
    def kid(self):
        return keys.kid_of(self.jwk)

    def sign(self, message):
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def request(self, device="phone-1"):
        proof = self.sign(f"doorstep-device-key-v1\n{device}\n{self.kid}".encode())
        return {"device": device, "jwk": self.jwk, "proof": keys.base64url(proof)}

    def asking(self, code, device="phone-1"):
        """Return what the phone sends that scanned a ticket."""
        kept = code.lower().replace("-", "")
        proof = self.sign(f"doorstep-enrolment-v1\n{kept}\n{device}\n{self.kid}".encode())
        return {**self.request(device), "code": code, "proof": keys.base64url(proof)}
