"""Reviews travel back to the phone that sent the command."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica
from server.features.reviews.models import Review

COLUMNS = (
    "id",
    "ver",
    "seq",
    "command_name",
    "entity",
    "status",
    "code",
    "title",
    "detail",
    "mine",
    "theirs",
    "state",
    "resolution",
    "created_at",
    "about",
    "enterprise_id",
    "visit_id",
    "settled_as",
    "outcome",
    "resolved_by",
    "resolved_at",
)


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    names = ("row_ver" if name == "ver" else name for name in COLUMNS)
    columns = [getattr(Review, name) for name in names]
    return session.execute(select(*columns).where(Review.id.in_(ids))).all()


def _scopes(review: Review) -> frozenset[str]:
    return frozenset({f"device:{review.device_id}"})


REPLICAS = (Replica("review", Review, COLUMNS, _scopes, _rows),)
