"""Read visits and findings: one by one, and what counts for people in a period."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.core import known
from server.core.names import simplified
from server.features.visits.models import Finding, Visit, VisitAlias, VisitParticipant

CHUNK = 500
# Part of every closing of a visit, so it is made once. However long an enterprise has been visited,
# few of its visits are of such a kind.
OTHERS_VISITS = (
    select(Visit)
    .where(Visit.enterprise_id.in_(bindparam("places", expanding=True)))
    .where(Visit.state == "closed", Visit.author_id != bindparam("author"))
    .where(
        exists().where(
            VisitParticipant.visit_id == Visit.id,
            VisitParticipant.person_id.in_(bindparam("people", expanding=True)),
        )
    )
    .order_by(Visit.opened_at, Visit.id)
)


@dataclass(frozen=True)
class PersonVisit:
    """One person at one visit; `state` closed or withdrawn, `received_at` when it arrived."""

    person_id: str
    visit_id: str
    enterprise_id: str
    visited_on: date
    author_id: str
    state: str
    received_at: datetime


@dataclass(frozen=True)
class OpenFinding:
    """A problem that waits for a solution, and where."""

    finding_id: str
    visit_id: str
    enterprise_name: str
    branch_id: str | None
    category: str
    text: str
    found_on: date


@dataclass(frozen=True)
class PersonSolved:
    """A problem that a person solved, and the `state` of the visit that found it."""

    person_id: str
    finding_id: str
    solved_on: date
    state: str


def count(session: Session) -> int:
    """Return how many visits there are, withdrawn ones included."""
    return session.scalar(select(func.count()).select_from(Visit)) or 0


def visit(session: Session, visit_id: str) -> Visit | None:
    """Return one visit, also by the id under which a second officer logged it."""
    found = known.get(session, Visit, visit_id)
    if found is not None:
        return found
    alias = known.get(session, VisitAlias, visit_id)
    return known.get(session, Visit, alias.visit_id) if alias else None


def keys_of(
    visit_ids: Collection[str], findings: Collection[str]
) -> dict[InstrumentedAttribute[str], Collection[str]]:
    """Return by which keys `foresee` and `foresee_findings` look."""
    return {Visit.id: visit_ids, VisitAlias.id: visit_ids, Finding.id: findings}


def foresee(session: Session, ids: Collection[str]) -> None:
    """Load at once the visits of these ids, should there be any, and what belongs to them."""
    known.foresee(session, Visit, ids)
    known.foresee(session, VisitAlias, ids)
    for parts in (VisitParticipant.visit_id, Finding.visit_id):
        known.foresee_parts(session, parts, Visit, ids)


def visits_of_enterprise(session: Session, enterprise_id: str) -> Sequence[Visit]:
    """Return the visits to an enterprise that stand, in the order of their claimed times."""
    there = select(Visit).where(Visit.enterprise_id == enterprise_id, Visit.state == "closed")
    return session.scalars(there.order_by(Visit.opened_at, Visit.id)).all()


def foresee_others(
    session: Session, enterprise_ids: Collection[str], author_id: str, people: Collection[str]
) -> None:
    """Load at once what `others_visits` finds at each of these enterprises.

    Not for more people than any visit has: nobody has looked at what the commands say yet.
    """
    if len(people) > CHUNK:
        return
    found: dict[str, list[Visit]] = {one: [] for one in enterprise_ids}
    asked = {"places": sorted(found), "author": author_id, "people": sorted(people)}
    for visit in session.scalars(OTHERS_VISITS, asked):
        found[visit.enterprise_id].append(visit)
    for one, visits in found.items():
        known.keep(session, (others_visits, one, author_id), visits)


def others_visits(
    session: Session, enterprise_id: str, author_id: str, people: Collection[str]
) -> Sequence[Visit]:
    """Return the visits that others logged at an enterprise and that name one of these people.

    Those that stand, in the order of their claimed times. Foreseen, they name one of the people of
    all commands that are taken in together.
    """
    found = known.kept(session, (others_visits, enterprise_id, author_id))
    if found is None:
        asked = {"places": [enterprise_id], "author": author_id, "people": sorted(people)}
        found = session.scalars(OTHERS_VISITS, asked).all()
    return [visit for visit in found if visit.state == "closed"]


def participants_of(session: Session, visit_id: str) -> Sequence[VisitParticipant]:
    """Return who was at a visit."""
    found = known.listed(session, VisitParticipant.visit_id, visit_id)
    if found is not None:
        return found
    there = select(VisitParticipant).where(VisitParticipant.visit_id == visit_id)
    return session.scalars(there).all()


def loggers(session: Session, found: Visit) -> frozenset[str]:
    """Return who logged a visit: its author, and others whose own log became part of it."""
    others = select(VisitAlias.person_id).where(VisitAlias.visit_id == found.id)
    return frozenset({found.author_id, *session.scalars(others)})


def finding(session: Session, finding_id: str) -> Finding | None:
    """Return one finding."""
    return known.get(session, Finding, finding_id)


def foresee_findings(session: Session, ids: Collection[str]) -> None:
    """Load at once the findings of these ids."""
    known.foresee(session, Finding, ids)


def findings_of(session: Session, visit_id: str) -> Sequence[Finding]:
    """Return what a visit found."""
    found = known.listed(session, Finding.visit_id, visit_id)
    if found is None:
        found = session.scalars(select(Finding).where(Finding.visit_id == visit_id)).all()
    return sorted(found, key=lambda finding: finding.id)


def visits(session: Session, ids: Sequence[str]) -> Sequence[Visit]:
    """Return the visits of these ids that exist."""
    return known.several(session, Visit, ids)


def ids_after(session: Session, last: str, most: int) -> Sequence[str]:
    """Return the next ids of visits, in their order, behind one of them."""
    return session.scalars(
        select(Visit.id).where(Visit.id > last).order_by(Visit.id).limit(most)
    ).all()


def findings_of_visits(session: Session, ids: Sequence[str]) -> dict[str, list[Finding]]:
    """Return what these visits found, by visit; visits without findings are left out."""
    listed = {one: known.listed(session, Finding.visit_id, one) for one in ids}
    found = {one: sorted(rows, key=_by_id) for one, rows in listed.items() if rows}
    unforeseen = [one for one, rows in listed.items() if rows is None]
    if unforeseen:
        ordered = select(Finding).where(Finding.visit_id.in_(unforeseen)).order_by(Finding.id)
        for finding in session.scalars(ordered):
            found.setdefault(finding.visit_id, []).append(finding)
    return found


def _by_id(finding: Finding) -> str:
    return finding.id


def finding_counts(session: Session, visit_ids: Collection[str]) -> dict[str, int]:
    """Return how many findings each of these visits has; visits without any are left out."""
    counted = select(Finding.visit_id, func.count()).where(Finding.visit_id.in_(visit_ids))
    return dict(session.execute(counted.group_by(Finding.visit_id)).all())


def visits_of_people(
    session: Session, person_ids: Collection[str], first: date, until: datetime
) -> list[PersonVisit]:
    """Return who was where from a day on, by visits told of before an instant or arrived by it.

    Withdrawn visits are among them.
    """
    columns = (Visit.id, Visit.enterprise_id, Visit.visited_on, Visit.author_id)
    found = (
        select(VisitParticipant.person_id, *columns, Visit.state, Visit.received_at)
        .join(Visit, Visit.id == VisitParticipant.visit_id)
        .where(Visit.visited_on >= first)
        .where(or_(Visit.opened_at < until, Visit.received_at < until))
    )
    return [
        PersonVisit(*row)
        for part in _parts(person_ids)
        for row in session.execute(found.where(VisitParticipant.person_id.in_(part)))
    ]


def solved_by_people(
    session: Session, person_ids: Collection[str], first: date, last: date
) -> list[PersonSolved]:
    """Return who solved which problem in these days; those of withdrawn visits are among them."""
    found = (
        select(Finding.solved_by, Finding.id, Finding.solved_on, Visit.state)
        .join(Visit, Visit.id == Finding.visit_id)
        .where(Finding.state == "solved", Finding.solved_on.between(first, last))
    )
    return [
        PersonSolved(person_id, finding_id, solved_on, state)
        for part in _parts(person_ids)
        for person_id, finding_id, solved_on, state in session.execute(
            found.where(Finding.solved_by.in_(part))
        )
        if person_id and solved_on
    ]


def oldest_open(
    session: Session, before: date, *, branch_id: str | None, most: int
) -> list[OpenFinding]:
    """Return problems found before a day that still wait, the oldest first."""
    found = (
        select(
            *(Finding.id, Finding.visit_id, Visit.enterprise_name, Visit.branch_id),
            *(Finding.category, Finding.text, Visit.visited_on),
        )
        .join(Visit, Visit.id == Finding.visit_id)
        .where(Finding.state == "open", Visit.state == "closed", Visit.visited_on < before)
        .order_by(Visit.visited_on, Finding.id)
        .limit(most)
    )
    if branch_id is not None:
        found = found.where(Visit.branch_id == branch_id)
    return [OpenFinding(*row) for row in session.execute(found)]


def saying(text: str) -> ColumnElement[bool]:
    """Return the condition of visits whose guidance, note or findings hold a text."""
    forms = {text, simplified(text)}
    found = select(Finding.visit_id).where(or_(*_holding(forms, Finding.text, Finding.solved_note)))
    return or_(*_holding(forms, Visit.guidance, Visit.note), Visit.id.in_(found))


def _holding(forms: Collection[str], *columns: Any) -> list[ColumnElement[bool]]:
    return [column.icontains(form, autoescape=True) for column in columns for form in forms]


def _parts(ids: Collection[str]) -> list[list[str]]:
    """Cut a long list, as a statement takes only so many values."""
    every = sorted(ids)
    return [every[start : start + CHUNK] for start in range(0, len(every), CHUNK)]
