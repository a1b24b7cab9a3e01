"""What the visits to an enterprise say about it, from all of them or from one more."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from server.features.enterprises.commands import VisitFacts
from server.features.visits.models import Visit

POSITIONED = frozenset({"gps", "pin"})


def facts_of(visits: Collection[Visit]) -> VisitFacts:
    """Return what the visits that stand say; a position that none of them knows is None."""
    last = max(map(_over, visits), default=None)
    newest = max(filter(_is_located, visits), key=_located_before, default=None)
    facts = VisitFacts(len(visits), last)
    return _located(facts, newest) if newest is not None else facts


def counted_in(before: VisitFacts, visit: Visit) -> VisitFacts | None:
    """Return what a new visit makes of them; None: only all visits can tell the newest position."""
    over = _over(visit)
    last = max(before.last_visit_at or over, over)
    facts = replace(before, visit_count=before.visit_count + 1, last_visit_at=last)
    if not _is_located(visit):
        return facts
    # The file has the time that was claimed, which a clock that ran ahead may have made later.
    if before.located_at is not None and _located_before(visit) <= before.located_at:
        return None
    return _located(facts, visit)


def _over(visit: Visit) -> datetime:
    # A clock that runs ahead must not make a visit the latest for ever.
    return min(visit.closed_at, visit.received_at)


def _is_located(visit: Visit) -> bool:
    return visit.checkin_source in POSITIONED and visit.lat_e7 is not None


def _located_before(visit: Visit) -> datetime:
    return min(visit.checkin_at or visit.opened_at, visit.received_at)


def _located(facts: VisitFacts, visit: Visit) -> VisitFacts:
    return replace(
        facts,
        lat_e7=visit.lat_e7,
        lng_e7=visit.lng_e7,
        accuracy_m=visit.accuracy_m,
        located_at=visit.checkin_at or visit.opened_at,
    )
