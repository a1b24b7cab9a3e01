"""Judge an act once more after its form was corrected."""

from datetime import datetime

from sqlalchemy.orm import Session

from server.core.auth import Actor, Role
from server.features.accounts import queries as accounts
from server.features.registrations.circumstances import Place
from server.features.registrations.claims import Act, CoOfficer, PackUsed, Signed
from server.features.registrations.grounds import Ground
from server.features.registrations.judging import judge
from server.features.registrations.knowing import circumstances, rules_of
from server.features.registrations.models import Registration

# What a corrected form can bring about; people, packs and number are as they were.
OF_THE_FORM = frozenset(
    {"eligibility", "form", "figures", "duplicate", "signer", "filing_number", "second_notice"}
)


def new_grounds(
    session: Session, registration: Registration, *, by: Actor, at: datetime
) -> list[Ground]:
    """Return the grounds that an act did not have before its form was corrected."""
    act = _act_of(registration)
    lead = _lead(session, registration, by)
    seen = circumstances(session, act, _place_of(registration), by=lead, at=at)
    had = {(ground["kind"], ground["words"]) for ground in registration.grounds}
    found = judge(act, rules_of(session, act), seen)
    return [one for one in found if one.kind in OF_THE_FORM and (one.kind, one.words) not in had]


def _lead(session: Session, registration: Registration, by: Actor) -> Actor:
    person = accounts.person(session, registration.lead_id)
    assert person is not None, "people are never deleted"
    return Actor(person.id, person.name, Role(person.role), person.branch_id, by.session_id)


def _place_of(row: Registration) -> Place:
    name, code = row.enterprise_name, row.enterprise_code
    return Place(row.enterprise_id, name, code, row.town_code, row.branch_id)


def _act_of(row: Registration) -> Act:
    """Return an act as it now stands; what both officers stood for is not looked at again."""
    packs = {name: dict(used) for name, used in row.packs.items()}
    regime = packs.pop("regime")
    return Act(
        id=row.id,
        enterprise_id=row.enterprise_id,
        act=row.act,
        outcome=row.outcome,
        facts=row.facts,
        packs=[PackUsed(name, **used) for name, used in packs.items()],
        regime=PackUsed(**regime),
        opened_at=row.opened_at,
        decided_at=row.decided_at,
        signature=Signed(row.sign_state, row.sign_reason, row.signature_sha),
        essence_told=row.essence_hash,
        essence=row.essence_hash,
        items=row.items,
        clauses=row.clauses,
        form=row.form,
        gaps=row.gaps,
        filing_number=row.filing_number,
        co_officer=CoOfficer(row.co_id, row.co_how, "", row.co_signature_sha),
        representative=row.representative,
        representative_title=row.representative_title,
        valid_until=row.valid_until,
        leader_reason=row.leader_reason,
    )
