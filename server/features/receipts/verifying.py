"""Whether a receipt is genuine, by a list of keys and withdrawals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from server.core import keys
from server.features.receipts import cose
from server.features.receipts.reading import Receipt, Unreadable, read_receipt

# A phone writes the instant by its own clock, the bureau ends a key by its.
CLOCKS_DIFFER = timedelta(days=1)

Verdict = Literal[
    "genuine", "altered", "unknown_key", "revoked_key", "expired", "withdrawn", "unreadable"
]


@dataclass(frozen=True)
class KnownKey:
    """A phone's key, and until when it was its phone's, or since when nobody's."""

    public: keys.PublicKey
    valid_to: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class KeyList:
    """What a verifier goes by: keys by kid (hex), withdrawals by the prefix of the hash (hex)."""

    keys: Mapping[str, KnownKey]
    withdrawn: Mapping[str, date]


@dataclass(frozen=True)
class Verification:
    """The verdict; what the receipt says only where its signature holds."""

    verdict: Verdict
    receipt: Receipt | None = None
    kid: str | None = None
    withdrawn_on: date | None = None
    revoked_at: datetime | None = None


def verify(text: str, known: KeyList, *, at: datetime) -> Verification:
    """Judge the text of a QR code; never raises, whatever it is."""
    try:
        signed, receipt = read_receipt(text)
    except Unreadable:
        return Verification("unreadable")
    except cose.OtherProtection:
        return Verification("altered")
    kid = signed.kid.hex()
    key = known.keys.get(kid)
    if key is None:
        return Verification("unknown_key", kid=kid)
    if not signed.is_of(key.public):
        return Verification("altered", kid=kid)

    withdrawn_on = known.withdrawn.get(receipt.hash_prefix)
    verdict = _standing(receipt, key, at) if withdrawn_on is None else "withdrawn"
    return Verification(verdict, receipt, kid, withdrawn_on, key.revoked_at)


def _standing(receipt: Receipt, key: KnownKey, at: datetime) -> Verdict:
    """Return what becomes of a receipt whose signature holds.

    A phone may sign before its key is registered, so nothing is made of `valid_from`. A key that
    was revoked proves nothing any more, as its finder may write any instant into a receipt.
    """
    if key.revoked_at is not None:
        return "revoked_key"
    if key.valid_to is not None and receipt.issued_at > key.valid_to + CLOCKS_DIFFER:
        return "revoked_key"
    return "expired" if at >= receipt.expires_at else "genuine"
