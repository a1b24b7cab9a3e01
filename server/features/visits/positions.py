"""Where visits were: how many in each town, and the points of those who checked in."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.features.organisation import queries as organisation
from server.features.visits.listing import TOWN_UNKNOWN, Wanted, limits
from server.features.visits.models import Visit

MOST_POINTS = 5000


def positions(session: Session, wanted: Wanted, caller: Actor) -> dict[str, Any]:
    """Return visits by town at its anchor, and the newest check-in points."""
    return {
        "towns": _by_town(session, wanted, caller),
        "points": _points(session, wanted, caller),
    }


def _by_town(session: Session, wanted: Wanted, caller: Actor) -> list[dict[str, Any]]:
    towns = {town.id: town for town in organisation.towns(session)}
    counted = select(Visit.town_code, func.count()).where(*limits(session, wanted, caller))
    rows = session.execute(counted.group_by(Visit.town_code)).all()
    return [
        {
            "town_code": code,
            "name": towns[code].name if code else TOWN_UNKNOWN,
            "lat_e7": towns[code].lat_e7 if code else None,
            "lng_e7": towns[code].lng_e7 if code else None,
            "visits": visits,
        }
        for code, visits in sorted(rows, key=lambda row: (-row[1], row[0] or ""))
    ]


def _points(session: Session, wanted: Wanted, caller: Actor) -> list[Any]:
    told = (Visit.checkin_source, Visit.lat_e7, Visit.lng_e7, Visit.accuracy_m)
    found = (
        select(Visit.id.label("visit_id"), Visit.enterprise_id, *told)
        .where(*limits(session, wanted, caller), Visit.lat_e7.is_not(None))
        .order_by(Visit.opened_at.desc(), Visit.id)
        .limit(MOST_POINTS)
    )
    return [{**row, "source": row["checkin_source"]} for row in session.execute(found).mappings()]
