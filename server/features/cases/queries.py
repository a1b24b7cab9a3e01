"""Read matters: one by one, and what counts for people, branches and deadlines."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.features.cases.models import Matter, MatterAlias, MatterEvent, Petitioner
from sync.matters import CLOSED, DUE, SETTLED

CHUNK = 500
PETITION = "petition"


@dataclass(frozen=True)
class PersonSolution:
    """A matter that a person solved and whose party confirmed it.

    `solved_on` is the civil day of the confirmation in the city; `kind` is enterprise or petition.
    """

    matter_id: str
    person_id: str
    solved_on: date
    kind: str
    finding_id: str | None
    registration_id: str | None
    enterprise_id: str | None
    hard: bool


def matter(session: Session, matter_id: str) -> Matter | None:
    """Return one matter, also by the id under which a second officer opened it."""
    found = session.get(Matter, matter_id)
    if found is not None:
        return found
    alias = session.get(MatterAlias, matter_id)
    return session.get(Matter, alias.matter_id) if alias else None


def matter_locked(session: Session, matter_id: str) -> Matter | None:
    """Return one matter as it now is, held until the end of the transaction."""
    found = matter(session, matter_id)
    if found is None:
        return None
    session.flush()
    held = select(Matter).where(Matter.id == found.id).with_for_update()
    return session.scalars(held.execution_options(populate_existing=True)).one()


def matters(session: Session, ids: Collection[str]) -> Sequence[Matter]:
    """Return the matters of these ids that exist."""
    return session.scalars(select(Matter).where(Matter.id.in_(ids))).all()


def standing_matter_of(
    session: Session, *, finding_id: str | None, registration_id: str | None
) -> Matter | None:
    """Return the matter that was opened of a finding or an act and is not closed."""
    if not finding_id and not registration_id:
        return None
    of = (
        Matter.finding_id == finding_id if finding_id else Matter.registration_id == registration_id
    )
    found = select(Matter).where(of, Matter.state != CLOSED).order_by(Matter.received_at, Matter.id)
    return session.scalars(found.limit(1)).one_or_none()


def event(session: Session, event_id: str) -> MatterEvent | None:
    """Return one thing that happened to a matter."""
    return session.get(MatterEvent, event_id)


def events_of(session: Session, matter_id: str) -> Sequence[MatterEvent]:
    """Return what happened to a matter, in the order in which the bureau heard of it."""
    found = select(MatterEvent).where(MatterEvent.matter_id == matter_id)
    return session.scalars(found.order_by(MatterEvent.received_at, MatterEvent.id)).all()


def petitioner(session: Session, matter_id: str) -> Petitioner | None:
    """Return who brought a petition, if that was told."""
    return session.get(Petitioner, matter_id)


def solutions_of_people(
    session: Session, person_ids: Collection[str], first: date, last: date
) -> list[PersonSolution]:
    """Return who solved which matter, confirmed in these days; reopened ones are left out."""
    found = select(Matter).where(Matter.state.in_(SETTLED), Matter.solved_on.between(first, last))
    return [
        _solution(one)
        for part in _parts(person_ids)
        for one in session.scalars(found.where(Matter.solved_by.in_(part)).order_by(Matter.id))
    ]


def overdue(session: Session, today: date, *, branch_id: str | None = None) -> int:
    """Return how many matters should have been done by now."""
    late = select(func.count()).where(Matter.state.in_(DUE), Matter.due_on < today)
    if branch_id is not None:
        late = late.where(Matter.branch_id == branch_id)
    return session.scalar(late) or 0


def open_by_branch(session: Session) -> dict[str | None, dict[str, int]]:
    """Return how many matters of each branch stand in each state that is not settled."""
    counted = select(Matter.branch_id, Matter.state, func.count()).where(
        Matter.state.not_in(SETTLED)
    )
    found: dict[str | None, dict[str, int]] = {}
    for branch_id, state, n in session.execute(counted.group_by(Matter.branch_id, Matter.state)):
        found.setdefault(branch_id, {})[state] = n
    return found


def count(session: Session) -> int:
    """Return how many matters there are."""
    return session.scalar(select(func.count()).select_from(Matter)) or 0


def _solution(one: Matter) -> PersonSolution:
    assert one.solved_by is not None, "asked for by who solved it"
    assert one.solved_on is not None, "asked for by the day"
    kind = PETITION if one.source == PETITION else "enterprise"
    return PersonSolution(
        matter_id=one.id,
        person_id=one.solved_by,
        solved_on=one.solved_on,
        kind=kind,
        finding_id=one.finding_id,
        registration_id=one.registration_id,
        enterprise_id=one.enterprise_id,
        hard=one.hard,
    )


def _parts(ids: Collection[str]) -> list[list[str]]:
    """Cut a long list, as a statement takes only so many values."""
    every = sorted(ids)
    return [every[start : start + CHUNK] for start in range(0, len(every), CHUNK)]
