"""Read which receipts were withdrawn."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core import keys
from server.features.devices import queries as devices
from server.features.receipts import cose
from server.features.receipts.models import ReceiptWithdrawal
from server.features.receipts.reading import Unreadable, read_confirmation


def withdrawals(session: Session) -> Sequence[ReceiptWithdrawal]:
    """Return every withdrawal, the earliest first."""
    order = (ReceiptWithdrawal.withdrawn_on, ReceiptWithdrawal.id)
    return session.scalars(select(ReceiptWithdrawal).order_by(*order)).all()


def withdrawal(session: Session, hash_prefix: str) -> ReceiptWithdrawal | None:
    """Return the withdrawal of a receipt, if it was withdrawn."""
    return session.scalars(
        select(ReceiptWithdrawal).where(ReceiptWithdrawal.hash_prefix == hash_prefix)
    ).one_or_none()


def confirmed_by(
    session: Session, text: str, *, registration_id: str, essence_hash: str
) -> str | None:
    """Return whose phone signed that he stands for an act (`DC1:`); None when nobody's did.

    A phone may sign before its key is registered: None today may be somebody tomorrow. Of a key
    that was revoked nothing is believed.
    """
    try:
        signed, said = read_confirmation(text)
    except (Unreadable, cose.OtherProtection):
        return None
    if (said.registration_id, said.essence_hash) != (registration_id, essence_hash):
        return None
    row = devices.key(session, signed.kid.hex())
    if row is None or row.revoked_at is not None:
        return None
    return row.person_id if signed.is_of(keys.read_public_jwk(row.jwk)) else None
