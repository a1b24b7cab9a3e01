"""The office's list of matters: filtered by what the caller may see, page by page, with names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from server.core import clock
from server.core.auth import Actor, Role
from server.core.keyset import Part, every_page, page_of
from server.features.accounts import queries as accounts
from server.features.cases.models import Matter
from server.features.enterprises import queries as enterprises
from server.features.jurisdiction import queries as jurisdiction
from sync.matters import DUE, is_overdue

HEADQUARTERS, TOWN_UNKNOWN = "局机关", "镇街未定"
PAGE = 200
PLAIN = (
    "id",
    "source",
    "channel",
    "title",
    "category",
    "enterprise_id",
    "enterprise_name",
    "branch_id",
    "town_code",
    "hard",
    "state",
    "holder_id",
    "taken_at",
    "offered_to",
    "due_on",
    "opened_by",
    "opened_at",
    "solved_by",
    "solved_on",
    "closed_at",
    "received_at",
)


@dataclass(frozen=True)
class Wanted:
    """Which matters to list; None and empty text ask for all."""

    branch_id: str | None = None
    person_id: str | None = None
    enterprise_id: str | None = None
    state: str | None = None
    source: str | None = None
    hard: bool | None = None
    overdue: bool | None = None
    q: str = ""
    cursor: str | None = None
    limit: int = 50


def page(session: Session, wanted: Wanted, caller: Actor) -> dict[str, Any]:
    """Return a page of matters, the latest first, and the cursor of the next."""
    found = select(Matter).where(*_limits(session, wanted, caller))
    part = Part(wanted.cursor, wanted.limit)
    rows, following = page_of(session, found, Matter.opened_at, Matter.id, part)
    return {"rows": lines(session, rows), "next": following}


def every_line(session: Session, wanted: Wanted, caller: Actor) -> Iterator[dict[str, Any]]:
    """Yield all matters of a list, as its pages would show them."""
    for rows in every_page(
        session, lambda at: page(session, replace(wanted, cursor=at, limit=PAGE), caller)
    ):
        yield from rows


def lines(session: Session, rows: Sequence[Matter]) -> list[dict[str, Any]]:
    """Return matters as lists show them, with names and whether they are overdue."""
    names, today = accounts.names(session), clock.today().isoformat()
    return [_line(row, names, today) for row in rows]


def _line(row: Matter, names: accounts.Names, today: str) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in PLAIN},
        "ver": row.row_ver,
        "branch_name": names.branches.get(row.branch_id or "", HEADQUARTERS),
        "town_name": names.towns.get(row.town_code or "", TOWN_UNKNOWN),
        "holder_name": names.people.get(row.holder_id or "", ""),
        "offered_name": names.people.get(row.offered_to or "", ""),
        "opened_name": names.people.get(row.opened_by, ""),
        "solved_name": names.people.get(row.solved_by or "", ""),
        "overdue": is_overdue(row.state, row.due_on.isoformat(), today),
    }


def _limits(session: Session, wanted: Wanted, caller: Actor) -> list[ColumnElement[bool]]:
    told = [_seen_by(session, caller)]
    for column in ("branch_id", "enterprise_id", "state", "source"):
        value = getattr(wanted, column)
        if value:
            told.append(getattr(Matter, column) == value)
    if wanted.hard is not None:
        told.append(Matter.hard.is_(wanted.hard))
    if wanted.person_id:
        told.append(_of_people([wanted.person_id]))
    if wanted.overdue:
        told += [Matter.state.in_(DUE), Matter.due_on < clock.today()]
    if wanted.q:
        told.append(_saying(wanted.q))
    return told


def _saying(text: str) -> ColumnElement[bool]:
    named = Matter.enterprise_id.in_(enterprises.ids_of_text(text))
    told = (Matter.title, Matter.words)
    return or_(named, *(column.icontains(text, autoescape=True) for column in told))


def _seen_by(session: Session, caller: Actor) -> ColumnElement[bool]:
    """Return the condition of the matters in a person's list: all, the branch's, or one's own."""
    if caller.sees_all_branches:
        return true()
    towns = jurisdiction.towns_seen(session, caller, clock.today()) or []
    own = [caller.person_id]
    if caller.role is not Role.BRANCH_HEAD or not caller.branch_id:
        return or_(Matter.town_code.in_(towns), _of_people(own))
    own += [person.id for person in accounts.people(session, branch_id=caller.branch_id)]
    here = or_(Matter.branch_id == caller.branch_id, Matter.town_code.in_(towns))
    return or_(here, _of_people(own))


def _of_people(ids: Sequence[str]) -> ColumnElement[bool]:
    columns = (Matter.opened_by, Matter.holder_id, Matter.offered_to, Matter.solved_by)
    return or_(*(column.in_(ids) for column in columns))
