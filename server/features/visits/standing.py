"""Where a visit stands in replicas, and what follows when that or its content changes."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from server.core.hooks import tell
from server.features.enterprises import commands as enterprises
from server.features.evidence import commands as evidence
from server.features.evidence.commands import Standing
from server.features.visits import queries
from server.features.visits.facts import counted_in, facts_of
from server.features.visits.models import Visit, VisitParticipant


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
    """Tell whose counts may have changed, and by which visit."""
    tell("visits.changed", session, frozenset(people))
    tell("visits.settled", session, frozenset({visit.id}))


def count_in(session: Session, visit: Visit) -> None:
    """Bring the enterprise's file up to a new visit: it adds to what the file says."""
    facts = counted_in(enterprises.visit_facts(session, visit.enterprise_id), visit)
    if facts is None:
        recount(session, visit.enterprise_id)
    else:
        enterprises.set_visit_facts(session, visit.enterprise_id, facts)


def recount(session: Session, enterprise_id: str) -> None:
    """Bring the enterprise's file up to all its visits: one that it had counted is another now."""
    visits = queries.visits_of_enterprise(session, enterprise_id)
    enterprises.set_visit_facts(session, enterprise_id, facts_of(visits))
