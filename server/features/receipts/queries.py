"""Read which receipts were withdrawn."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.features.receipts.models import ReceiptWithdrawal


def withdrawals(session: Session) -> Sequence[ReceiptWithdrawal]:
    """Return every withdrawal, the earliest first."""
    order = (ReceiptWithdrawal.withdrawn_on, ReceiptWithdrawal.id)
    return session.scalars(select(ReceiptWithdrawal).order_by(*order)).all()


def withdrawal(session: Session, hash_prefix: str) -> ReceiptWithdrawal | None:
    """Return the withdrawal of a receipt, if it was withdrawn."""
    return session.scalars(
        select(ReceiptWithdrawal).where(ReceiptWithdrawal.hash_prefix == hash_prefix)
    ).one_or_none()
