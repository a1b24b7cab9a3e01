"""Change what a closed visit says, from old to new, with a reason and a history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.ids import new_id
from server.core.merging import three_way
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


@dataclass(frozen=True)
class Reason:
    """Why a visit is changed, and when the phone says that it was (empty from the office)."""

    words: str
    device_time: str = ""

    @property
    def entry(self) -> dict[str, str]:
        """Return the part of a history entry that the officer told."""
        return {"reason": self.words, "device_time": self.device_time}


def pending(visit: Visit, changes: Changes) -> tuple[dict[str, list[Any]], Conflict | None]:
    """Return the changes to make, and apart those of fields that somebody else changed too.

    Refuses with Conflict when there is nothing but such fields.
    """
    merge = three_way(vars(visit), changes, same=_same)
    crossed = None
    if merge.crossed:
        crossed = Conflict("这次走访的内容已被别人改过", mine=merge.mine, theirs=merge.theirs)
    if crossed and not merge.clean:
        raise crossed
    return {field: [old, new] for field, (old, new) in merge.clean.items()}, crossed


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
