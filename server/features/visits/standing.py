"""Where a visit stands in replicas, and what follows when that or its content changes."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from server.core.hooks import tell
from server.features.enterprises import commands as enterprises
from server.features.enterprises.commands import VisitFacts
from server.features.evidence import commands as evidence
from server.features.evidence.commands import Standing
from server.features.visits import queries
from server.features.visits.models import Visit, VisitParticipant

POSITIONED = frozenset({"gps", "pin"})


def scopes_of(visit: Visit) -> frozenset[str]:
    """Return the scopes of a visit: its town's and each participant's."""
    officers = (f"officer:{person}" for person in visit.participants)
    return frozenset({scope_of_town(visit.town_code), *officers})


def scope_of_town(town_code: str | None) -> str:
    """Return the scope of a town; unknown towns share one."""
    return f"town:{town_code or 'none'}"


def standing_of(visit: Visit) -> Standing:
    """Return where a visit's photos belong."""
    return Standing(visit.id, scopes_of(visit))


def set_participants(session: Session, visit: Visit, people: Collection[str]) -> None:
    """Write who was there, and have findings and photos follow."""
    visit.participants = list(dict.fromkeys(people))
    there = {row.person_id: row for row in queries.participants_of(session, visit.id)}
    for person in there.keys() - set(visit.participants):
        session.delete(there[person])
    session.add_all(
        VisitParticipant(visit_id=visit.id, person_id=person)
        for person in visit.participants
        if person not in there
    )
    move_along(session, visit)


def move_along(session: Session, visit: Visit) -> None:
    """Have findings and photos stand where their visit now stands."""
    wanted = sorted(scopes_of(visit))
    for finding in queries.findings_of(session, visit.id):
        if finding.scopes != wanted:
            finding.scopes = wanted
    evidence.move_with_visit(session, standing_of(visit))


def settle(session: Session, visit: Visit, people: Collection[str]) -> None:
    """Bring the enterprise's file up to its visits and tell whose counts may have changed."""
    enterprises.set_visit_facts(session, visit.enterprise_id, _facts(session, visit.enterprise_id))
    tell("visits.changed", session, frozenset(people))
    tell("visits.settled", session, frozenset({visit.id}))


def _facts(session: Session, enterprise_id: str) -> VisitFacts:
    visits = queries.visits_of_enterprise(session, enterprise_id)
    located = [v for v in visits if v.checkin_source in POSITIONED and v.lat_e7 is not None]
    # A clock that runs ahead must not make a visit the latest for ever.
    last = max((min(v.closed_at, v.received_at) for v in visits), default=None)
    if not located:
        return VisitFacts(len(visits), last)
    newest = max(located, key=lambda v: min(v.checkin_at or v.opened_at, v.received_at))
    return VisitFacts(
        len(visits),
        last,
        lat_e7=newest.lat_e7,
        lng_e7=newest.lng_e7,
        accuracy_m=newest.accuracy_m,
        located_at=newest.checkin_at or newest.opened_at,
    )
