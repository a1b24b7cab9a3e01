"""What people were and did, as far as it counts: the seam to the slices that know it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from server.core.clock import CITY, city_date
from server.features.accounts import queries as accounts
from server.features.cases import queries as cases
from server.features.visits import queries as visits
from sync.rules.quota import STANDS, Solution, Visit
from sync.rules.quota_facts import Work
from sync.rules.quota_plan import Plan
from sync.rules.quota_standing import Span, Standing


def work_of_people(session: Session, person_ids: Collection[str], plan: Plan) -> Mapping[str, Work]:
    """Return by person what may count under a plan, what was withdrawn included."""
    told_visits: dict[str, list[Visit]] = defaultdict(list)
    until = datetime.combine(plan.last + timedelta(days=1), time(), CITY)
    for row in visits.visits_of_people(session, person_ids, plan.first, until):
        told_visits[row.person_id].append(_visit(row))
    solutions: dict[str, list[Solution]] = defaultdict(list)
    for person_id, solution in _solutions(session, person_ids, plan):
        solutions[person_id].append(solution)
    return {who: Work(told_visits[who], solutions[who]) for who in person_ids}


def standings_of(
    session: Session, people: Sequence[Any], waivers: Mapping[str, str]
) -> Mapping[str, Standing]:
    """Return what each of these people was and when, and who is waived for which reason."""
    posts = accounts.posts_of_people(session, [person.id for person in people])
    return {
        person.id: Standing(
            ranks=[(held.rank, _span(held)) for held in person.ranks],
            members=[_span(held) for held in person.memberships],
            posts=[(post.branch_id, _span(post)) for post in posts.get(person.id, ())],
            waiver=waivers.get(person.id),
        )
        for person in people
    }


def _visit(row: visits.PersonVisit) -> Visit:
    return Visit(
        id=row.visit_id,
        enterprise_id=row.enterprise_id,
        on=row.visited_on,
        author=row.author_id,
        people=(row.person_id,),
        state=_state(row.state),
        received_on=city_date(row.received_at),
    )


def _solutions(
    session: Session, person_ids: Collection[str], plan: Plan
) -> Iterator[tuple[str, Solution]]:
    for found in visits.solved_by_people(session, person_ids, plan.first, plan.last):
        solution = Solution(
            id=found.finding_id,
            problem=found.finding_id,
            source="finding",
            on=found.solved_on,
            people=(found.person_id,),
            state=_state(found.state),
        )
        yield found.person_id, solution
    for case in cases.solutions_of_people(session, person_ids, plan.first, plan.last):
        yield case.person_id, _of_case(case)


def _of_case(case: cases.PersonSolution) -> Solution:
    source = "finding" if case.finding_id else "registration"
    return Solution(
        id=case.matter_id,
        problem=case.finding_id or case.matter_id,
        source="petition" if case.kind == cases.PETITION else source,
        on=case.solved_on,
        people=(case.person_id,),
        hard=case.hard,
    )


def _state(visit_state: str) -> str:
    return STANDS if visit_state == "closed" else visit_state


def _span(held: Any) -> Span:
    return Span(held.from_on or date.min, held.to_on or date.max)
