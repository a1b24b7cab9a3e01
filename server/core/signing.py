"""What the bureau signs (ES256): receipts, leases, packs, orders, lists."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from server.core import keyring, keys
from sync.protocol import Link
from sync.succession import links_after


def sign(message: bytes) -> str:
    """Return the ES256 signature as base64url of raw r‖s (RFC 7518 §3.4)."""
    return keys.signature_of(keyring.held().signing, message)


def verify(message: bytes, signature: str) -> bool:
    """Return whether a text is this bureau's own signature, by whichever key; never raises."""
    signers = keyring.held().public.signers
    return any(is_signed_by(jwk, message, signature) for jwk in signers)


def is_signed_by(jwk: Mapping[str, str], message: bytes, signature: str) -> bool:
    """Return whether the key of a JWK made a signature over the message; never raises."""
    key = _public(tuple(sorted(jwk.items())))
    return keys.verifies(key, message, keys.from_base64url(signature))


@lru_cache(maxsize=4096)
def _public(members: tuple[tuple[str, str], ...]) -> keys.PublicKey:
    """Return a key that was found usable when it was registered."""
    return keys.read_public_jwk(dict(members))


def public_jwk() -> dict[str, str]:
    """Return the public key that signs now as JWK (RFC 7517)."""
    return dict(keyring.held().public.receipt)


def retired_jwks() -> list[dict[str, str]]:
    """Return the public keys that signed before, the latest first: what they signed stays true."""
    return [dict(jwk) for jwk in keyring.held().public.retired]


def succession(mark: str) -> Sequence[Link]:
    """Return what a phone lacks that knows the keys of a mark."""
    return links_after(keyring.held().chain, mark)


def whole_succession() -> Sequence[Link]:
    """Return every link, for whoever says nothing of what they know; none before the first roll."""
    chain = keyring.held().chain
    return chain if len(chain) > 1 else ()
