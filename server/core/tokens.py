"""The secret of a session's cookie, and the one that follows it.

A token is `<family>.<secret>`: the family stays for as long as somebody is signed in, the secret
changes. The next secret is made of the token and a key that only the bureau has, so the answer to a
question that was asked twice is the same, and nothing but hashes need be kept.
"""

import hmac
import secrets
from hashlib import sha256
from pathlib import Path

from flask import Flask, current_app

from server.core import keys
from server.core.ids import new_token

EXTENSION = "doorstep.session_key"
KEY_BYTES = 32


def install(app: Flask, keys_dir: Path) -> None:
    """Load the key that makes the next tokens, making it at the first start."""
    path = keys_dir / "session-hmac.bin"
    if not path.exists():
        keys.keep_first(path, secrets.token_bytes(KEY_BYTES))
    app.extensions[EXTENSION] = path.read_bytes()


def first() -> str:
    """Return the token of a new sign-in."""
    return f"{new_token()}.{new_token()}"


def after(token: str) -> str:
    """Return the token that follows another one of its family."""
    key: bytes = current_app.extensions[EXTENSION]
    secret = hmac.digest(key, token.encode(), "sha256")
    return f"{family_of(token)}.{keys.base64url(secret)}"


def family_of(token: str) -> str | None:
    """Return the family of a token; None for one of before there were families."""
    family, dot, _ = token.partition(".")
    return family if dot else None


def hashed(token: str) -> str:
    """Return what is stored of a token or a family."""
    return sha256(token.encode()).hexdigest()


def nonce_of(token: str) -> str:
    """Return what a phone signs to have the token followed: it says nothing of the token."""
    return sha256(f"doorstep-session-nonce-v1\n{hashed(token)}".encode()).hexdigest()
