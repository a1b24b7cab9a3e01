"""The one maker of ids and random tags."""

import secrets

from uuid_utils import uuid7

TAG_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """Return a UUIDv7 (RFC 9562): unique, and near its neighbours in an index."""
    return str(uuid7())


def new_tag() -> str:
    """Return eight random characters that name one commit of a scope."""
    return "".join(secrets.choice(TAG_ALPHABET) for _ in range(8))


def new_token() -> str:
    """Return an unguessable secret of 256 bits for a session."""
    return secrets.token_urlsafe(32)


def new_password() -> str:
    """Return a first password that can be read out over the telephone: 60 bits in three parts."""
    letters = [secrets.choice(TAG_ALPHABET) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def new_code() -> str:
    """Return a secret of 80 bits for a ticket, in four groups that can also be typed."""
    letters = [secrets.choice(TAG_ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8, 12))
