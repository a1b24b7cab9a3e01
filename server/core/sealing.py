"""What phones seal to the bureau: only the bureau opens it, also by the rescue keys of before."""

from functools import lru_cache

from cryptography.exceptions import InvalidTag
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from server.core import keyring, keys
from server.core.key_files import PrivateKey

# Pinned: no other key agreement, no other cipher, and no "zip" that would unpack to more.
ALGORITHMS = ("ECDH-ES", "A256GCM")


class NotSealedToUsError(ValueError):
    """The text is no JWE to one of our rescue keys, or not an undamaged one."""


def public_jwk() -> dict[str, str]:
    """Return the public key to which work is sealed now as JWK (RFC 7517)."""
    return dict(keyring.held().public.rescue)


def unseal(sealed: bytes) -> bytes:
    """Open a JWE compact of at most 64 KB (RFC 7516: ECDH-ES, A256GCM), by the latest key first."""
    why: Exception | None = None
    for key in reversed(keyring.held().rescues):
        try:
            return jwe.decrypt_compact(sealed, _opener(key), algorithms=ALGORITHMS).plaintext or b""
        except (JoseError, InvalidTag, ValueError, TypeError, KeyError, AttributeError) as error:
            why = error
    raise NotSealedToUsError from why


@lru_cache(maxsize=64)
def _opener(key: PrivateKey) -> ECKey:
    return ECKey.import_key(dict(keys.private_jwk(key)))
