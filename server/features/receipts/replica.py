"""Every phone knows which receipts were withdrawn."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica
from server.features.receipts.models import ReceiptWithdrawal

COLUMNS = ("id", "ver", "number", "hash_prefix", "withdrawn_on")
BUREAU = frozenset({"bureau"})


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    row = ReceiptWithdrawal
    wanted = (row.id, row.row_ver, row.number, row.hash_prefix, row.withdrawn_on)
    return session.execute(select(*wanted).where(row.id.in_(ids))).all()


REPLICAS = (Replica("receipt_withdrawal", ReceiptWithdrawal, COLUMNS, lambda _: BUREAU, _rows),)
