"""Papers on phones: where their act stands. The files stay at the bureau."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica
from server.features.documents.models import Paper

COLUMNS = (
    "id",
    "ver",
    "registration_id",
    "kind",
    "title",
    "number",
    "sha256",
    "bytes",
    "state",
    "issued_at",
)


def _scopes(paper: Paper) -> frozenset[str]:
    return frozenset(paper.scopes)


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    wanted = [getattr(Paper, "row_ver" if name == "ver" else name) for name in COLUMNS]
    return session.execute(select(*wanted).where(Paper.id.in_(ids))).all()


REPLICAS = (Replica("paper", Paper, COLUMNS, _scopes, _rows),)
