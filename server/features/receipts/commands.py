"""Withdraw a receipt, so that every later verification says so."""

from datetime import date

from sqlalchemy.orm import Session

from server.core.ids import new_id
from server.features.receipts import queries
from server.features.receipts.models import ReceiptWithdrawal

PREFIX_DIGITS = 32


def withdraw_receipt(
    session: Session, *, number: str, command_hash: str, on: date
) -> ReceiptWithdrawal:
    """Note that the receipt of a command (its SHA-256 in hex) stands no longer; once is enough."""
    prefix = command_hash[:PREFIX_DIGITS]
    held = queries.withdrawal(session, prefix)
    if held is not None:
        return held
    row = ReceiptWithdrawal(id=new_id(), number=number, hash_prefix=prefix, withdrawn_on=on)
    session.add(row)
    session.flush()
    return row
