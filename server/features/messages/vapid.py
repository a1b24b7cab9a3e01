"""Who we are to push services (VAPID, RFC 8292): a key of our own, and whom they may write to."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask, current_app

from server.config import Settings
from server.core import keys

EXTENSION = "doorstep.vapid"
# At most 24 hours are allowed; clocks differ.
LASTS = timedelta(hours=12)


@dataclass(frozen=True)
class Identity:
    """The bureau as push services know it; without `contact` there is no web push."""

    key: ec.EllipticCurvePrivateKey
    contact: str
    # Origins beside those of the known services, with scheme and port.
    further: frozenset[str]


def install(app: Flask, settings: Settings) -> None:
    """Load the key, making it at the first start."""
    key = keys.load_or_make(settings.data_dir / "keys" / "vapid-p256.pem")
    identity = Identity(key, settings.push_contact, frozenset(settings.push_origins))
    app.extensions[EXTENSION] = identity


def identity() -> Identity:
    """Return who this installation is to push services."""
    found: Identity = current_app.extensions[EXTENSION]
    return found


def public_key() -> str:
    """Return the key that browsers subscribe with, base64url; empty where push is not offered."""
    own = identity()
    point = own.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return keys.base64url(point) if own.contact else ""


def authorization(origin: str, at: datetime) -> dict[str, str]:
    """Return the header that proves to one push service who sends."""
    # Loaded here: with pywebpush it takes a part of a second, and few processes ever push.
    from py_vapid import Vapid02  # noqa: PLC0415

    own = identity()
    # Push services compare the origin without the port that goes without saying.
    audience = re.sub(r":443\Z", "", origin)
    claims = {"aud": audience, "sub": own.contact, "exp": int((at + LASTS).timestamp())}
    signed: dict[str, str] = Vapid02(private_key=own.key).sign(claims)
    return signed
