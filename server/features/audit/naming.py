"""What people call the records that deeds were done to."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from server.core.audit import AuditEntry
from server.features.cases import queries as cases
from server.features.enterprises import queries as enterprises
from server.features.registrations import queries as registrations
from server.features.visits import queries as visits

OF_FINDINGS = "finding."


def names(session: Session, deeds: Sequence[AuditEntry]) -> dict[str, str]:
    """Return the names of those records that have one, by id: an enterprise's, or a title."""
    ids = sorted({deed.subject for deed in deeds})
    places = _places_of_findings(session, deeds)
    known = enterprises.enterprises(session, [*ids, *places.values()])
    called = {place.id: place.name for place in known}
    return {
        **called,
        **{visit.id: visit.enterprise_name for visit in visits.visits(session, ids)},
        **{act.id: act.enterprise_name for act in registrations.registrations(session, ids)},
        **{matter.id: matter.title for matter in cases.matters(session, ids)},
        **{finding: called.get(place, "") for finding, place in places.items()},
    }


def _places_of_findings(session: Session, deeds: Sequence[AuditEntry]) -> dict[str, str]:
    ids = {deed.subject for deed in deeds if deed.event.startswith(OF_FINDINGS)}
    visits.foresee_findings(session, ids)
    found = (visits.finding(session, finding_id) for finding_id in ids)
    return {finding.id: finding.enterprise_id for finding in found if finding}
