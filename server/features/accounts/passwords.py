"""Passwords by argon2id (RFC 9106)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
# A random password cannot be guessed from words, so its hash need not be slow; this makes an
# import of hundreds of people a matter of seconds.
_quick_hasher = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """Return the hash to store for a password."""
    return _hasher.hash(password)


def hashed_random(password: str) -> str:
    """Return the hash to store for a password that `ids.new_password` made."""
    return _quick_hasher.hash(password)


def matches(stored: str, password: str) -> bool:
    """Return whether the password is right; takes as long for nobody as for somebody."""
    try:
        return _hasher.verify(stored or _of_nobody(), password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _of_nobody() -> str:
    return _hasher.hash("nobody signs in with this")
