"""Matters stand where their enterprise stands: an enterprise that moves takes them along."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.features.cases import standing
from server.features.cases.models import Matter
from server.features.organisation import queries as organisation

CHUNK = 400


def follow_enterprises(session: Session, towns: Mapping[str, str | None]) -> None:
    """Have the matters of the enterprises (by id) stand in these towns, in the same commit.

    The branch there has them from now on; a settled one stays with the branch that settled it.
    """
    ids = list(towns)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        for matter in session.scalars(select(Matter).where(Matter.enterprise_id.in_(chunk))):
            town = towns[matter.enterprise_id or ""]
            if matter.town_code != town:
                _move(session, matter, town)


def _move(session: Session, matter: Matter, town: str | None) -> None:
    matter.town_code = town
    if matter.state != "closed":
        matter.branch_id = organisation.branch_of_town(session, town) or matter.branch_id
    standing.move_along(session, matter)
