"""The bureau's rescue key: what a phone seals to it, only the bureau can open."""

from pathlib import Path

from cryptography.exceptions import InvalidTag
from flask import Flask, current_app
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from server.core import keys

EXTENSION = "doorstep.rescue_key"
# Pinned: no other key agreement, no other cipher, and no "zip" that would unpack to more.
ALGORITHMS = ("ECDH-ES", "A256GCM")


class NotSealedToUsError(ValueError):
    """The text is no JWE to our rescue key, or not an undamaged one."""


def install(app: Flask, keys_dir: Path) -> None:
    """Load the rescue key, making it at the first start."""
    key = keys.load_or_make(keys_dir / "rescue-p256.pem")
    app.extensions[EXTENSION] = ECKey.import_key(dict(keys.private_jwk(key)))


def public_jwk() -> dict[str, str]:
    """Return the public key as JWK (RFC 7517)."""
    public = _key().as_dict(private=False)
    return {name: str(public[name]) for name in ("kty", "crv", "x", "y")}


def unseal(sealed: bytes) -> bytes:
    """Open a JWE compact of at most 64 KB (RFC 7516: ECDH-ES, A256GCM)."""
    try:
        opened = jwe.decrypt_compact(sealed, _key(), algorithms=ALGORITHMS)
    except (JoseError, InvalidTag, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotSealedToUsError from error
    return opened.plaintext or b""


def _key() -> ECKey:
    key: ECKey = current_app.extensions[EXTENSION]
    return key
