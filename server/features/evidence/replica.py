"""Photos on phones: where their visit stands."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica
from server.features.evidence.models import Photo

COLUMNS = (
    "id",
    "ver",
    "visit_id",
    "sha256",
    "n",
    "caption",
    "taken_at",
    "bytes",
    "width",
    "height",
    "state",
)


def _scopes(photo: Photo) -> frozenset[str]:
    return frozenset(photo.scopes)


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    names = ("row_ver" if name == "ver" else name for name in COLUMNS)
    columns = [getattr(Photo, name) for name in names]
    return session.execute(select(*columns).where(Photo.id.in_(ids))).all()


REPLICAS = (Replica("photo", Photo, COLUMNS, _scopes, _rows),)
