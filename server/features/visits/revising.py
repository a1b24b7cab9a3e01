"""Change what a closed visit says, from old to new, with a reason and a history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.ids import new_id
from server.core.problems import Conflict
from server.features.visits.models import Visit, VisitRevision

CORRECTABLE = (
    "kind",
    "guidance",
    "representative",
    "representative_title",
    "note",
    "participants",
)
Changes = Mapping[str, tuple[Any, Any]]


def pending(visit: Visit, changes: Changes) -> dict[str, list[Any]]:
    """Return the changes still to make; refuse all when somebody changed one field meanwhile."""
    wanted = {
        field: [old, new]
        for field, (old, new) in changes.items()
        if not _same(getattr(visit, field), new)
    }
    crossed = [field for field, (old, _) in wanted.items() if not _same(getattr(visit, field), old)]
    if crossed:
        raise Conflict(
            "这次走访的内容已被别人改过",
            mine={field: wanted[field][1] for field in crossed},
            theirs={field: getattr(visit, field) for field in crossed},
        )
    return wanted


def remember(
    session: Session,
    visit: Visit,
    entry: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Keep who changed what and why, on the visit and in the history table."""
    told = {"at": _written(at), "by": by.person_id, **entry}
    visit.history = [*visit.history, told]
    session.add(VisitRevision(id=new_id(), visit_id=visit.id, at=at, by_id=by.person_id, **entry))


def _written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _same(one: Any, other: Any) -> bool:
    """Compare two values of a field; the order of participants says nothing."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) == sorted(other)
    return bool(one == other)
