"""Assigned visits on the phone of the person whose they are."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica
from server.features.planning.models import VisitPlan

COLUMNS = (
    "id",
    "ver",
    "enterprise_id",
    "enterprise_name",
    "address",
    "person_id",
    "due_on",
    "note",
    "state",
    "visit_id",
    "reason",
    "by_name",
)


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    names = ("row_ver" if name == "ver" else name for name in COLUMNS)
    wanted = [getattr(VisitPlan, name) for name in names]
    return session.execute(select(*wanted).where(VisitPlan.id.in_(ids))).all()


def _scopes(plan: VisitPlan) -> frozenset[str]:
    return frozenset({f"officer:{plan.person_id}"})


REPLICAS = (Replica("visit_plan", VisitPlan, COLUMNS, _scopes, _rows),)
