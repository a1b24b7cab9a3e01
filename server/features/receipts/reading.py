"""What the texts of QR codes say: receipts `DS1:`, confirmations `DC1:`."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from server.features.receipts import base45, cose

RECEIPT = "DS1:"
CONFIRMATION = "DC1:"
MAX_TEXT = 1_500
ISSUER = "doorstep"
PREFIX_BYTES = 16
HASH_BYTES = 32
LAST_SECOND = 253_402_300_799  # of the year 9999
# What mail and chat put into a long text; no letter of base45 ends or begins one with a blank.
LINE_BREAKS = re.compile(r"[\r\n\t]")

_ISSUER, _EXPIRY, _ISSUED = 1, 4, 6
_NUMBER, _CODE, _ACT, _OUTCOME, _DECIDED_ON, _HASH, _BRANCH = range(-70001, -70008, -1)
_TEXTS = (_NUMBER, _CODE, _ACT, _OUTCOME, _DECIDED_ON, _BRANCH)
_CLAIMS = {_ISSUER, _EXPIRY, _ISSUED, *_TEXTS, _HASH}


class Unreadable(ValueError):  # noqa: N818 - what the text is, not what went wrong here
    """Not the text of such a QR code at all."""


@dataclass(frozen=True)
class Receipt:
    """What a receipt says. Whoever made it: see `Signed`."""

    number: str
    code: str
    act: str
    outcome: str
    decided_on: date
    branch_id: str
    hash_prefix: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Confirmation:
    """What a co-officer stands for: the essence (hex) of an act, at an instant."""

    registration_id: str
    essence_hash: str
    at: datetime


def read_receipt(text: str) -> tuple[cose.Signed, Receipt]:
    """Read the text of a receipt; Unreadable, or cose.OtherProtection."""
    signed = _signed(text, RECEIPT)
    return signed, _receipt(_map(signed.payload))


def read_confirmation(text: str) -> tuple[cose.Signed, Confirmation]:
    """Read the text of a confirmation; Unreadable, or cose.OtherProtection."""
    signed = _signed(text, CONFIRMATION)
    return signed, _confirmation(_map(signed.payload))


def _signed(text: str, kind: str) -> cose.Signed:
    tidy = LINE_BREAKS.sub("", text[: 2 * MAX_TEXT]).strip(" ")
    if not tidy.startswith(kind) or len(tidy) > MAX_TEXT:
        raise Unreadable
    try:
        return cose.read_sign1(base45.decode(tidy.removeprefix(kind)))
    except (base45.NotBase45, cose.NotCbor) as error:
        raise Unreadable from error


def _map(payload: bytes) -> dict[int, Any]:
    try:
        found = cose.read_cbor(payload)
    except cose.NotCbor as error:
        raise Unreadable from error
    if not isinstance(found, dict) or any(type(name) is not int for name in found):
        raise Unreadable
    return found


def _receipt(claims: dict[int, Any]) -> Receipt:
    if set(claims) != _CLAIMS or claims[_ISSUER] != ISSUER:
        raise Unreadable
    number, code, act, outcome, decided_on, branch_id = (_text(claims[name]) for name in _TEXTS)
    return Receipt(
        number=number,
        code=code,
        act=act,
        outcome=outcome,
        decided_on=_day(decided_on),
        branch_id=branch_id,
        hash_prefix=_hex(claims[_HASH], PREFIX_BYTES),
        issued_at=_instant(claims[_ISSUED]),
        expires_at=_instant(claims[_EXPIRY]),
    )


def _confirmation(claims: dict[int, Any]) -> Confirmation:
    if set(claims) != {1, 2, 6}:
        raise Unreadable
    return Confirmation(_text(claims[1]), _hex(claims[2], HASH_BYTES), _instant(claims[6]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unreadable
    return value


def _hex(value: Any, length: int) -> str:
    if not isinstance(value, bytes) or len(value) != length:
        raise Unreadable
    return value.hex()


def _instant(value: Any) -> datetime:
    if type(value) is not int or not 0 <= value <= LAST_SECOND:
        raise Unreadable
    return datetime.fromtimestamp(value, UTC)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable from error
    if day.isoformat() != text:
        raise Unreadable
    return day
