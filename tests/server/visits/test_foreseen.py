"""What closing visits loads ahead, for all visits of a push."""

from server.core import known
from server.core.doors import writing
from server.features.visits.models import Visit, VisitParticipant
from tests.statements import counting


def test_parts_of_a_visit_that_is_new_are_not_asked_for(officer, people):
    officer.visit("old", "e1")

    with writing() as session:
        known.foresee(session, Visit, ["old", "new"])
        with counting() as statements:
            known.foresee_parts(session, VisitParticipant.visit_id, Visit, ["old", "new"])
            known.foresee_parts(session, VisitParticipant.visit_id, Visit, ["new"])
        of_old, of_new = (
            known.listed(session, VisitParticipant.visit_id, one) for one in ("old", "new")
        )

    assert len(statements) == 1
    assert [row.person_id for row in of_old] == [people.officer]
    assert of_new == []
