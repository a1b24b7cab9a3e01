"""Acts stand where their enterprise stands: an enterprise that moves takes them along."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.features.registrations import standing
from server.features.registrations.models import Registration

CHUNK = 400


def follow_enterprises(session: Session, towns: Mapping[str, str | None]) -> None:
    """Have the acts at the enterprises (by id) stand in these towns, in the same commit."""
    ids = list(towns)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        found = select(Registration).where(Registration.enterprise_id.in_(chunk))
        for registration in session.scalars(found):
            if registration.town_code != towns[registration.enterprise_id]:
                registration.town_code = towns[registration.enterprise_id]
                standing.move_along(session, registration)
