"""Matters on phones: in their town and with their people; petitioners with the people alone."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica, Replicated
from server.features.cases.models import Matter, MatterEvent, Petitioner
from server.features.cases.standing import scopes_of

MATTER_COLUMNS = (
    "id",
    "ver",
    "source",
    "channel",
    "title",
    "words",
    "category",
    "enterprise_id",
    "enterprise_name",
    "branch_id",
    "town_code",
    "finding_id",
    "registration_id",
    "hard",
    "state",
    "holder_id",
    "taken_at",
    "offered_to",
    "due_on",
    "opened_by",
    "opened_at",
    "solved_by",
    "solved_on",
    "closed_at",
    "received_at",
)
EVENT_COLUMNS = (
    "id",
    "ver",
    "matter_id",
    "kind",
    "at",
    "by_id",
    "words",
    "visit_id",
    "to_id",
    "due_on",
    "photos",
    "how",
    "party",
    "party_title",
    "signature_sha",
    "flags",
    "received_at",
)
PETITIONER_COLUMNS = ("id", "ver", "name", "phone")


def _rows(
    model: type[Replicated], columns: Sequence[str]
) -> Callable[[Session, Select[Any]], Iterable[Sequence[Any]]]:
    wanted = [getattr(model, "row_ver" if name == "ver" else name) for name in columns]

    def rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
        return session.execute(select(*wanted).where(model.id.in_(ids))).all()

    return rows


def _kept_scopes(row: MatterEvent | Petitioner) -> frozenset[str]:
    return frozenset(row.scopes)


REPLICAS = (
    Replica("matter", Matter, MATTER_COLUMNS, scopes_of, _rows(Matter, MATTER_COLUMNS)),
    Replica(
        "matter_event", MatterEvent, EVENT_COLUMNS, _kept_scopes, _rows(MatterEvent, EVENT_COLUMNS)
    ),
    Replica(
        "petitioner",
        Petitioner,
        PETITIONER_COLUMNS,
        _kept_scopes,
        _rows(Petitioner, PETITIONER_COLUMNS),
    ),
)
