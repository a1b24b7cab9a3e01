"""A bureau in which each branch's rows can be told from all others by what is written in them."""

from datetime import UTC, date, datetime

from server.core.auth import Role
from server.core.doors import writing
from server.features.accounts import commands as accounts
from server.features.accounts.commands import NewPerson
from server.features.cases.models import Matter, MatterEvent, Petitioner
from server.features.documents.models import Paper
from server.features.enterprises.commands import name_columns
from server.features.enterprises.models import Enterprise
from server.features.evidence.models import Photo
from server.features.messages.models import Message
from server.features.organisation import queries as organisation
from server.features.planning.models import VisitPlan
from server.features.registrations.models import Registration
from server.features.visits.models import Finding, Visit, VisitParticipant

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ON = date(2026, 11, 23)


def canary(branch_id: str) -> str:
    """Return what stands in all rows of a branch and in none of another."""
    return f"CANARY{branch_id}END"


def settle() -> list[str]:
    """Give each branch an officer, an enterprise, a visit with all that belongs to it, an act,
    a matter with its petitioner, a message and an assigned visit.

    The ids of rows are those of the branch with the table before; return the ids of the branches.
    """
    with writing() as session:
        branches = [branch.id for branch in organisation.branches(session)]
        for branch in branches:
            town = min(organisation.towns_of(session, branch))
            new = NewPerson(f"login-{branch}", f"员{branch[-4:]}", Role.OFFICER, branch)
            person = accounts.add_person(session, new)
            session.flush()
            _fill(session, branch, town, person.id)
    return branches


def _fill(session, branch, town, person):
    sign, scopes = canary(branch), [f"town:{town}", f"officer:{person}"]
    place = {"enterprise_id": f"enterprise-{branch}"}
    visit = {"visit_id": f"visit-{branch}"}
    where = {
        "branch_id": branch,
        "town_code": town,
        "received_at": AT,
        "opened_at": AT,
        "enterprise_name": sign,
        "representative": sign,
        "sign_state": "signed",
        "sign_reason": sign,
        **place,
    }
    session.add(_enterprise(place["enterprise_id"], town, sign))
    session.add(_visit(visit["visit_id"], person, note=sign, guidance=sign, **where))
    session.flush()
    session.add(VisitParticipant(**visit, person_id=person))
    found = {"category": "water", "text": sign, "scopes": scopes}
    session.add(Finding(id=f"finding-{branch}", **found, **visit, **place))
    shape = {"n": 1, "bytes": 1, "width": 1, "height": 1, "sha256": branch.rjust(64, "0")[-64:]}
    session.add(Photo(id=f"photo-{branch}", caption=sign, scopes=scopes, **shape, **visit))
    session.add(_act(f"registration-{branch}", person, number=sign, conditions=sign, **where))
    session.flush()
    session.add(_paper(branch, sign, scopes))
    _open_matter(session, branch, person, where)
    _tell(session, branch, person, sign)


def _paper(branch, sign, scopes):
    told = {"kind": "receipt", "title": sign, "number": sign, "scopes": scopes}
    return Paper(id=f"paper-{branch}", registration_id=f"registration-{branch}", **told)


def _open_matter(session, branch, person, where):
    sign, matter = canary(branch), f"matter-{branch}"
    place = {name: where[name] for name in ("branch_id", "town_code", "enterprise_id")}
    times = {"opened_at": AT, "received_at": AT, "due_on": ON}
    words = {"source": "petition", "title": sign, "words": sign, "enterprise_name": sign}
    session.add(Matter(id=matter, opened_by=person, holder_id=person, **place, **times, **words))
    session.flush()
    scopes = [f"town:{where['town_code']}", f"officer:{person}"]
    told = {"kind": "log", "at": AT, "received_at": AT, "words": sign, "scopes": scopes}
    session.add(MatterEvent(id=f"matter_event-{branch}", matter_id=matter, **told))
    own = [f"officer:{person}"]
    session.add(Petitioner(id=matter, name=sign, phone=sign, scopes=own))


def _tell(session, branch, person, sign):
    told = {"kind": "nudge", "key": branch, "title": sign, "words": sign, "created_at": AT}
    session.add(Message(id=f"message-{branch}", person_id=person, subject="s", **told))
    place = {"enterprise_id": f"enterprise-{branch}", "enterprise_name": sign, "address": sign}
    days = {"due_on": ON, "made_on": ON, "made_at": AT}
    by = {"person_id": person, "by_id": person, "by_name": sign}
    session.add(VisitPlan(id=f"plan-{branch}", note=sign, **place, **days, **by))


def _enterprise(row_id, town, sign):
    told = {"address": sign, "contact_name": sign, "business_scope": sign}
    return Enterprise(id=row_id, **name_columns(sign), town_code=town, created_at=AT, **told)


def _visit(row_id, person, **told):
    who = {"author_id": person, "participants": [person]}
    return Visit(id=row_id, kind="guidance", closed_at=AT, visited_on=ON, **who, **told)


def _act(row_id, person, **told):
    return Registration(
        id=row_id,
        act="assistance",
        regime="regime.2017_filing",
        regime_version=1,
        outcome="exempt",
        decided_at=AT,
        decided_on=ON,
        lead_id=person,
        co_how="paper",
        co_state="confirmed",
        essence_hash="0" * 64,
        state="confirmed",
        **told,
    )
