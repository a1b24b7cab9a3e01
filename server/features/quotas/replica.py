"""Plans on every phone, progress on the phone of the person whose it is."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica
from server.features.quotas.models import QuotaPlan, QuotaProgress

PLAN_COLUMNS = (
    "id",
    "ver",
    "name",
    "period_from",
    "period_to",
    "rows",
    "state",
    "kind",
    "members_only",
    "rules",
)
PROGRESS_COLUMNS = (
    "id",
    "ver",
    "plan_id",
    "person_id",
    "rank",
    "target_visits",
    "target_solved",
    "enterprises",
    "visit_times",
    "solved",
    "standing",
)


def _plan_rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    columns = [getattr(QuotaPlan, _attribute(name)) for name in PLAN_COLUMNS]
    return session.execute(select(*columns).where(QuotaPlan.id.in_(ids))).all()


def _progress_rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    columns = [getattr(QuotaProgress, _attribute(name)) for name in PROGRESS_COLUMNS]
    return session.execute(select(*columns).where(QuotaProgress.id.in_(ids))).all()


def _attribute(column: str) -> str:
    return "row_ver" if column == "ver" else column


def _scopes_of_progress(progress: QuotaProgress) -> frozenset[str]:
    return frozenset({f"officer:{progress.person_id}"})


REPLICAS = (
    Replica("quota_plan", QuotaPlan, PLAN_COLUMNS, lambda _: frozenset({"bureau"}), _plan_rows),
    Replica("quota_progress", QuotaProgress, PROGRESS_COLUMNS, _scopes_of_progress, _progress_rows),
)
