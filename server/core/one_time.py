"""One-time codes by time (TOTP, RFC 6238), as every authenticator shows them: six digits, 30 s."""

import hmac
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20
# A clock may be a little off, and a code is typed for a while.
STEPS_AROUND = 1


def step_at(at: datetime) -> int:
    """Return the number of the half minute of an instant."""
    return int(at.timestamp()) // STEP_S


def code_of(secret: bytes, step: int) -> str:
    """Return the code of a half minute (RFC 4226 §5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8), "sha1")
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4]) & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, code: str, *, at: datetime) -> int | None:
    """Return the half minute about now whose code this is."""
    now = step_at(at)
    told = "".join(code.split()).encode()
    around = range(now - STEPS_AROUND, now + STEPS_AROUND + 1)
    right = [step for step in around if hmac.compare_digest(code_of(secret, step).encode(), told)]
    return right[-1] if right else None


def address_of(secret: bytes, *, issuer: str, login: str) -> str:
    """Return what an authenticator reads from a QR code (Key Uri Format)."""
    told = {"secret": b32encode(secret).decode(), "issuer": issuer}
    return f"otpauth://totp/{quote(issuer)}:{quote(login)}?{urlencode(told)}"
