"""Two officers on one visit, each with a phone of his own: one visit, not two."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.features.visits import queries
from server.features.visits.claims import Claim
from server.features.visits.models import Visit

TOLERANCE = timedelta(minutes=30)


def joint_visit(session: Session, claim: Claim, author_id: str) -> Visit | None:
    """Return the visit that a colleague already logged and of which this claim is part."""
    people = {author_id, *claim.participants}
    for visit in queries.others_visits(session, claim.enterprise_id, author_id, people):
        if _overlap(visit, claim) and _name_each_other(session, visit, claim, author_id):
            return visit
    return None


def fill_in(visit: Visit, claim: Claim, name: str) -> bool:
    """Take from a second log what the first left empty, and its guidance under its name.

    Return whether it is known only now where the visit was.
    """
    if claim.guidance and claim.guidance not in visit.guidance:
        visit.guidance = beside(visit.guidance, claim.guidance, name)
    if claim.note and claim.note not in visit.note:
        visit.note = beside(visit.note, claim.note, name) if visit.note else claim.note
    visit.representative = visit.representative or claim.representative
    visit.representative_title = visit.representative_title or claim.representative_title
    if visit.sign_state != "signed" and claim.signature.state == "signed":
        visit.sign_state, visit.sign_reason = "signed", ""
        visit.signature_sha = claim.signature.sha256
    if visit.lat_e7 is not None or claim.checkin is None:
        return False
    locate(visit, claim)
    return visit.lat_e7 is not None


def beside(standing: str, words: str, name: str) -> str:
    """Return what stands with somebody's words below it, under the name."""
    own = f"【{name}】{words}"
    return f"{standing}\n{own}" if standing else own


def locate(visit: Visit, claim: Claim) -> None:
    """Write where the officer said to be."""
    checkin = claim.checkin
    if checkin is None:
        return
    visit.checkin_source, visit.checkin_at = checkin.source, checkin.at
    visit.lat_e7, visit.lng_e7 = checkin.lat_e7, checkin.lng_e7
    visit.accuracy_m, visit.checkin_town = checkin.accuracy_m, checkin.town_code


def _overlap(visit: Visit, claim: Claim) -> bool:
    begin, end = _span(visit.opened_at, visit.closed_at)
    other_begin, other_end = _span(claim.opened_at, claim.closed_at)
    return begin <= other_end + TOLERANCE and other_begin <= end + TOLERANCE


def _span(opened_at: datetime, closed_at: datetime) -> tuple[datetime, datetime]:
    return min(opened_at, closed_at), max(opened_at, closed_at)


def _name_each_other(session: Session, visit: Visit, claim: Claim, author_id: str) -> bool:
    # Who logged a visit is always among its people, so for others nobody need be asked for.
    if not {author_id, *claim.participants} & set(visit.participants):
        return False
    told_by = queries.loggers(session, visit)
    if author_id in told_by:
        return False
    return author_id in visit.participants or not told_by.isdisjoint(claim.participants)
