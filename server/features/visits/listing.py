"""The office's list of visits: filtered by what the caller may see, page by page, with names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from server.core.auth import Actor, Role
from server.core.keyset import Part, every_page, page_of
from server.features.accounts import queries as accounts
from server.features.enterprises import queries as enterprises
from server.features.evidence import queries as evidence
from server.features.visits import queries
from server.features.visits.claims import FLAG_WORDS
from server.features.visits.models import Visit, VisitParticipant

TOWN_UNKNOWN = "镇街未定"
HEADQUARTERS = "局机关"
CORRECTED = "签字后有更正"
PAGE = 200
TOLD_IN_FULL = ("note", "representative", "representative_title", "sign_reason")


@dataclass(frozen=True)
class Wanted:
    """Which visits to list; None and empty text ask for all."""

    branch_id: str | None = None
    person_id: str | None = None
    first: date | None = None
    last: date | None = None
    q: str = ""
    state: str | None = None
    cursor: str | None = None
    limit: int = 50


def page(session: Session, wanted: Wanted, caller: Actor) -> dict[str, Any]:
    """Return a page of visits, the latest first, and the cursor of the next."""
    found = select(Visit).where(*limits(session, wanted, caller))
    part = Part(wanted.cursor, wanted.limit)
    rows, following = page_of(session, found, Visit.opened_at, Visit.id, part)
    return {"rows": lines(session, rows), "next": following}


def every_line(session: Session, wanted: Wanted, caller: Actor) -> Iterator[dict[str, Any]]:
    """Yield all visits of a list, as its pages would show them."""
    for rows in every_page(
        session, lambda at: page(session, replace(wanted, cursor=at, limit=PAGE), caller)
    ):
        yield from _in_full(session, rows)


def _in_full(session: Session, rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Add to lines what only a workbook has room for."""
    visits = {visit.id: visit for visit in queries.visits(session, [row["id"] for row in rows])}
    found = queries.findings_of_visits(session, list(visits))
    places = enterprises.enterprises(session, [row["enterprise_id"] for row in rows])
    codes = {place.id: place.code or "" for place in places}
    for row in rows:
        told = {name: getattr(visits[row["id"]], name) for name in TOLD_IN_FULL}
        code = codes.get(row["enterprise_id"], "")
        yield {**row, **told, "findings": found.get(row["id"], []), "enterprise_code": code}


def limits(session: Session, wanted: Wanted, caller: Actor) -> list[ColumnElement[bool]]:
    """Return the conditions of a list: what is wanted, of what the caller may see."""
    told = [seen_by(session, caller)]
    if wanted.branch_id:
        told.append(_of_branch(session, wanted.branch_id))
    if wanted.person_id:
        told.append(_of_people([wanted.person_id]))
    if wanted.first:
        told.append(Visit.visited_on >= wanted.first)
    if wanted.last:
        told.append(Visit.visited_on <= wanted.last)
    if wanted.q:
        named = Visit.enterprise_id.in_(enterprises.ids_of_text(wanted.q))
        told.append(or_(named, queries.saying(wanted.q)))
    if wanted.state:
        told.append(Visit.state == wanted.state)
    return told


def seen_by(session: Session, caller: Actor) -> ColumnElement[bool]:
    """Return the condition of the visits in a person's list: all, the branch's or one's own."""
    if caller.sees_all_branches:
        return true()
    if caller.role is Role.BRANCH_HEAD and caller.branch_id:
        return _of_branch(session, caller.branch_id)
    return _of_people([caller.person_id])


def lines(session: Session, visits: Sequence[Visit]) -> list[dict[str, Any]]:
    """Return visits as lists show them, with names and counts."""
    ids = [visit.id for visit in visits]
    places = enterprises.enterprises(session, [visit.enterprise_id for visit in visits])
    called = {enterprise.id: enterprise.name for enterprise in places}
    names = accounts.names(session)
    photos = evidence.photo_counts(session, ids)
    found = queries.finding_counts(session, ids)
    return [
        {
            **_line(visit, names),
            "enterprise_name": called.get(visit.enterprise_id, ""),
            "n_photos": photos.get(visit.id, 0),
            "n_findings": found.get(visit.id, 0),
        }
        for visit in visits
    ]


def _line(visit: Visit, names: accounts.Names) -> dict[str, Any]:
    return {
        **_plain(visit),
        "branch_name": names.branches.get(visit.branch_id or "", HEADQUARTERS),
        "town_name": names.towns.get(visit.town_code or "", TOWN_UNKNOWN),
        "author_name": names.people.get(visit.author_id, ""),
        "participants": [
            {"id": person, "name": names.people.get(person, "")} for person in visit.participants
        ],
        "flag_words": _flag_words(visit),
        "position": _position(visit, names),
    }


def _plain(visit: Visit) -> dict[str, Any]:
    kept = ("id", "enterprise_id", "branch_id", "town_code", "kind", "opened_at", "closed_at")
    more = ("visited_on", "author_id", "flags", "guidance", "sign_state", "state", "received_at")
    plain = {name: getattr(visit, name) for name in (*kept, *more)}
    return {**plain, "ver": visit.row_ver}


def _flag_words(visit: Visit) -> list[str]:
    words = [FLAG_WORDS[flag] for flag in visit.flags]
    corrected = any(entry["action"] == "correct" for entry in visit.history)
    return [*words, CORRECTED] if corrected and visit.sign_state == "signed" else words


def _position(visit: Visit, names: accounts.Names) -> dict[str, Any] | None:
    if visit.checkin_source is None:
        return None
    return {
        "source": visit.checkin_source,
        "at": visit.checkin_at,
        "lat_e7": visit.lat_e7,
        "lng_e7": visit.lng_e7,
        "accuracy_m": visit.accuracy_m,
        "town_code": visit.checkin_town,
        "town_name": names.towns.get(visit.checkin_town or "", ""),
    }


def _of_branch(session: Session, branch_id: str) -> ColumnElement[bool]:
    """Hold a visit in the branch's towns, and one that somebody of the branch made elsewhere."""
    own = [person.id for person in accounts.people(session, branch_id=branch_id)]
    return or_(Visit.branch_id == branch_id, _of_people(own))


def _of_people(ids: Sequence[str]) -> ColumnElement[bool]:
    there = select(VisitParticipant.visit_id).where(VisitParticipant.person_id.in_(ids))
    return Visit.id.in_(there)
