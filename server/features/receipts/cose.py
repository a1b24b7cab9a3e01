"""COSE_Sign1 with ES256 (RFC 9052 §4.2, RFC 9053 §2.1) over deterministic CBOR (RFC 8949 §4.2).

Of the many forms that COSE allows exactly one is read: tag 18, a protected header of algorithm
and key, an empty unprotected header, everything encoded in the one deterministic way. Whatever else
says the same says it otherwise than our phones do, and is refused.
"""

from dataclasses import dataclass
from typing import Any

import cbor2

from server.core import keys

SIGN1_TAG = 18
ES256 = -7
ALGORITHM = 1
KID = 4
PARTS = 4


class NotCbor(ValueError):  # noqa: N818 - what the bytes are, not what went wrong here
    """No deterministic CBOR, or none of the wanted form."""


class OtherProtection(ValueError):  # noqa: N818 - likewise
    """A COSE_Sign1, yet protected in another way than ours: other algorithm, loose headers."""


@dataclass(frozen=True)
class Signed:
    """A message as it came: who is said to have signed, and what; nothing is verified yet."""

    kid: bytes
    protected: bytes
    payload: bytes
    signature: bytes

    def is_of(self, key: keys.PublicKey) -> bool:
        """Return whether this key made the signature."""
        return keys.verifies(key, signed_bytes(self.protected, self.payload), self.signature)


def read_sign1(raw: bytes) -> Signed:
    """Read a message; NotCbor when it is none, OtherProtection when it is protected otherwise."""
    message = read_cbor(raw)
    if not isinstance(message, cbor2.CBORTag) or message.tag != SIGN1_TAG:
        raise NotCbor
    if not isinstance(message.value, (list, tuple)) or len(message.value) != PARTS:
        raise NotCbor
    protected, unprotected, payload, signature = message.value
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise NotCbor
    header = read_cbor(protected) if protected else {}
    if unprotected != {} or not _is_ours(header):
        raise OtherProtection
    return Signed(header[KID], protected, payload, signature)


def protected_header(kid: bytes) -> bytes:
    """Return the protected header: the algorithm, and whose key."""
    return write_cbor({ALGORITHM: ES256, KID: kid})


def signed_bytes(protected: bytes, payload: bytes) -> bytes:
    """Return what is signed, the Sig_structure of RFC 9052 §4.4."""
    return write_cbor(["Signature1", protected, b"", payload])


def write_sign1(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    """Return the message with its signature (raw r‖s)."""
    return write_cbor(cbor2.CBORTag(SIGN1_TAG, [protected, {}, payload, signature]))


def write_cbor(value: Any) -> bytes:
    """Return deterministic CBOR."""
    return cbor2.dumps(value, canonical=True)


def read_cbor(raw: bytes) -> Any:
    """Return what deterministic CBOR says; NotCbor for other encodings of it and for garbage."""
    try:
        value = cbor2.loads(raw)
        again = write_cbor(value)
    except (ValueError, TypeError, OverflowError, RecursionError, cbor2.CBORError) as error:
        raise NotCbor from error
    if again != raw:
        raise NotCbor
    return value


def _is_ours(header: Any) -> bool:
    if not isinstance(header, dict) or [type(name) for name in header] != [int, int]:
        return False
    return set(header) == {ALGORITHM, KID} and header[ALGORITHM] == ES256 and _is_kid(header[KID])


def _is_kid(kid: Any) -> bool:
    return isinstance(kid, bytes) and len(kid) == keys.KID_BYTES
