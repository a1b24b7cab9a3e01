"""Where a matter, its events, its evidence and its petitioner stand in replicas."""

from sqlalchemy.orm import Session

from server.features.cases import queries
from server.features.cases.models import Matter
from server.features.evidence import commands as evidence
from server.features.evidence.commands import Standing
from server.features.jurisdiction import queries as jurisdiction


def scopes_of(matter: Matter) -> frozenset[str]:
    """Return the scopes of a matter: its town, or the desk of its branch, and its people's.

    A petition without a place is in no town's pack: only the desk and the people named see it.
    """
    people = (matter.opened_by, matter.holder_id, matter.offered_to, matter.solved_by)
    return frozenset({_place(matter), *(f"officer:{person}" for person in people if person)})


def protected_scopes(matter: Matter) -> frozenset[str]:
    """Return the scopes of what only the people of a case may hold: who opened and who took it."""
    people = (matter.opened_by, matter.holder_id)
    return frozenset(f"officer:{person}" for person in people if person)


def evidence_of(matter: Matter) -> Standing:
    """Return where the photos of a matter belong."""
    return Standing(matter.id, scopes_of(matter))


def protected_evidence_of(matter: Matter) -> Standing:
    """Return where a signature belongs that tells who the petitioner is."""
    return Standing(f"petitioner:{matter.id}", protected_scopes(matter))


def move_along(session: Session, matter: Matter) -> None:
    """Have what belongs to a matter stand where the matter now stands."""
    session.flush()
    wanted = sorted(scopes_of(matter))
    for event in queries.events_of(session, matter.id):
        if event.scopes != wanted:
            event.scopes = wanted
    petitioner = queries.petitioner(session, matter.id)
    protected = sorted(protected_scopes(matter))
    if petitioner is not None and petitioner.scopes != protected:
        petitioner.scopes = protected
    evidence.move_with_visit(session, evidence_of(matter))
    evidence.move_with_visit(session, protected_evidence_of(matter))


def _place(matter: Matter) -> str:
    if matter.town_code or matter.enterprise_id:
        return f"town:{matter.town_code or 'none'}"
    return jurisdiction.desk_of(matter.branch_id)
