"""Branches and towns on every phone."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica
from server.features.organisation.models import Branch, Town

BUREAU = frozenset({"bureau"})


def _branch_rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    columns = (Branch.id, Branch.row_ver, Branch.name, Branch.short, Branch.sort)
    told = select(*columns, Branch.complaint_phone)
    return session.execute(told.where(Branch.id.in_(ids))).all()


def _town_rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    columns = (Town.id, Town.row_ver, Town.name, Town.branch_id, Town.lat_e7, Town.lng_e7)
    return session.execute(select(*columns).where(Town.id.in_(ids))).all()


REPLICAS = (
    Replica(
        "branch",
        Branch,
        ("id", "ver", "name", "short", "sort", "complaint_phone"),
        lambda _: BUREAU,
        _branch_rows,
    ),
    Replica(
        "town",
        Town,
        ("id", "ver", "name", "branch_id", "lat_e7", "lng_e7"),
        lambda _: BUREAU,
        _town_rows,
    ),
)
