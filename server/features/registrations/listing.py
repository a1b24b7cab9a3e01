"""The office's list of acts at the door: filtered by what the caller may see, page by page."""

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
from server.features.organisation import queries as organisation
from server.features.registrations.models import Registration

HEADQUARTERS, TOWN_UNKNOWN = "局机关", "镇街未定"
PAGE = 200
PLAIN = (
    "id",
    "enterprise_id",
    "enterprise_name",
    "enterprise_code",
    "branch_id",
    "town_code",
    "act",
    "word",
    "regime",
    "outcome",
    "number",
    "filing_number",
    "decided_at",
    "decided_on",
    "lead_id",
    "co_id",
    "co_state",
    "sign_state",
    "demo",
    "state",
    "received_at",
)


@dataclass(frozen=True)
class Wanted:
    """Which acts to list; None and empty text ask for all."""

    branch_id: str | None = None
    enterprise_id: str | None = None
    first: date | None = None
    last: date | None = None
    state: str | None = None
    act: str | None = None
    q: str = ""
    cursor: str | None = None
    limit: int = 50


def page(session: Session, wanted: Wanted, caller: Actor) -> dict[str, Any]:
    """Return a page of acts, the latest first, and the cursor of the next."""
    found = select(Registration).where(*_limits(session, wanted, caller))
    part = Part(wanted.cursor, wanted.limit)
    rows, following = page_of(session, found, Registration.decided_at, Registration.id, part)
    return {"rows": lines(session, rows), "next": following}


def every_line(session: Session, wanted: Wanted, caller: Actor) -> Iterator[dict[str, Any]]:
    """Yield all acts of a list, as its pages would show them."""
    for rows in every_page(
        session, lambda at: page(session, replace(wanted, cursor=at, limit=PAGE), caller)
    ):
        yield from rows


def lines(session: Session, rows: Sequence[Registration]) -> list[dict[str, Any]]:
    """Return acts as lists show them, with names and what is to be looked at."""
    names = accounts.names(session)
    return [_line(row, names) for row in rows]


def _line(row: Registration, names: accounts.Names) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in PLAIN},
        "ver": row.row_ver,
        "branch_name": names.branches.get(row.branch_id or "", HEADQUARTERS),
        "town_name": names.towns.get(row.town_code or "", TOWN_UNKNOWN),
        "lead_name": names.people.get(row.lead_id, ""),
        "co_name": names.people.get(row.co_id or "", ""),
        "project_name": str((row.form or {}).get("project_name") or ""),
        "grounds": [one["words"] for one in row.grounds if not one["passed"]],
    }


def _limits(session: Session, wanted: Wanted, caller: Actor) -> list[ColumnElement[bool]]:
    told = [_seen_by(session, caller)]
    for column in ("branch_id", "enterprise_id", "state", "act"):
        value = getattr(wanted, column)
        if value:
            told.append(getattr(Registration, column) == value)
    if wanted.first:
        told.append(Registration.decided_on >= wanted.first)
    if wanted.last:
        told.append(Registration.decided_on <= wanted.last)
    if wanted.q:
        named = Registration.enterprise_id.in_(enterprises.ids_of_text(wanted.q))
        told.append(or_(named, Registration.number.icontains(wanted.q, autoescape=True)))
    return told


def _seen_by(session: Session, caller: Actor) -> ColumnElement[bool]:
    """Return the condition of the acts in a person's list: all, the branch's or one's own."""
    if caller.sees_all_branches:
        return true()
    own = [caller.person_id]
    if caller.role is not Role.BRANCH_HEAD or not caller.branch_id:
        return _of_people(own)
    own += [person.id for person in accounts.people(session, branch_id=caller.branch_id)]
    towns = organisation.towns_of(session, caller.branch_id)
    here = or_(Registration.branch_id == caller.branch_id, Registration.town_code.in_(towns))
    return or_(here, _of_people(own))


def _of_people(ids: Sequence[str]) -> ColumnElement[bool]:
    return or_(Registration.lead_id.in_(ids), Registration.co_id.in_(ids))
