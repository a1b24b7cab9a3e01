"""Receipts that no longer stand."""

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base
from server.core.replication import Replicated


class ReceiptWithdrawal(Replicated, Base):
    """The receipt of a withdrawn act; `hash_prefix` is 32 hex of the command that decided it."""

    __tablename__ = "receipt_withdrawal"

    number: Mapped[str] = mapped_column(String(64))
    hash_prefix: Mapped[str] = mapped_column(String(32), unique=True)
    withdrawn_on: Mapped[date] = mapped_column(Date)
