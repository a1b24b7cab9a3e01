"""Visits stand where their enterprise stands: an enterprise that moves takes them along."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.hooks import tell
from server.features.visits import standing
from server.features.visits.models import Visit

CHUNK = 400


def follow_enterprises(session: Session, towns: Mapping[str, str | None]) -> None:
    """Have the visits of the enterprises (by id) stand in these towns, in the same commit."""
    ids = list(towns)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        for visit in session.scalars(select(Visit).where(Visit.enterprise_id.in_(chunk))):
            if visit.town_code != towns[visit.enterprise_id]:
                visit.town_code = towns[visit.enterprise_id]
                standing.move_along(session, visit)
                tell("visits.settled", session, frozenset({visit.id}))
