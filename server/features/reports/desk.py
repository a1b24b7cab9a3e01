"""Everything on the manager's desk, read in one snapshot: the screen, the workbook, the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core import clock
from server.core.auth import Actor
from server.core.problems import NotFound, Problem
from server.features.accounts import queries as accounts
from server.features.organisation import queries as organisation
from server.features.quotas import queries as quotas
from server.features.quotas.counting import Period
from server.features.quotas.standings import Wanted as WantedStandings
from server.features.quotas.standings import standings
from server.features.reports import behind, figures, overdue, trend
from server.features.reports.acts import DoorActs, door_acts
from server.features.reports.behind import Group, PersonLine
from server.features.reports.figures import KindLine, Span, TownLine
from server.features.reports.overdue import Overdue
from server.features.reports.service import ServiceLine, person_visits, service
from server.features.reports.trend import Trend

LONGEST_YEARS = 6
WHOLE_BUREAU = "全局"


class PeriodBackwards(Problem):
    code = "422.180"
    title = "结束日期早于开始日期"


class PeriodTooLong(Problem):
    code = "422.181"
    title = "一次最多看六年"


@dataclass(frozen=True)
class Wanted:
    """What to show: without a plan the newest open one, without days those of the plan so far."""

    plan_id: str | None = None
    branch_id: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class PlanHead:
    """The plan under which people are compared."""

    id: str
    name: str
    period_from: date
    period_to: date


@dataclass(frozen=True)
class Desk:
    """What a manager sees of a period: of the own branch, a chosen one, or the bureau."""

    as_of: datetime
    span: Span
    place: str
    plan: PlanHead | None
    branches: Sequence[Group]
    ranks: Sequence[Group]
    people: Sequence[PersonLine]
    trend: Trend
    months: Sequence[str]
    towns: Sequence[TownLine]
    kinds: Sequence[KindLine]
    service: Sequence[ServiceLine]
    acts: DoorActs
    overdue: Overdue

    @property
    def visits(self) -> int:
        """Return the visits (家次) of the period."""
        return sum(town.visits for town in self.towns)


def desk(session: Session, caller: Actor, wanted: Wanted, *, at: datetime) -> Desk:
    """Return the desk; a branch head's is the own branch's whatever is asked for."""
    today = clock.city_date(at)
    branch_id = wanted.branch_id if caller.sees_all_branches else caller.branch_id or ""
    plan = _plan(session, wanted.plan_id)
    head = _head(plan) if plan else None
    span = _span(wanted, head, branch_id, today)
    visits = person_visits(session, span)
    colleagues = accounts.colleagues(session)
    listed = standings(session, plan, caller, WantedStandings(branch_id)) if plan else []
    people = behind.people_lines(listed, {one: by.total() for one, by in visits.items()}, at)
    period = Period(head.period_from, head.period_to) if head else Period(span.first, span.last)
    return Desk(
        as_of=at,
        span=span,
        place=_place(session, branch_id),
        plan=head,
        branches=behind.by_branch(people),
        ranks=behind.by_rank(people),
        people=people,
        trend=trend.trend(period, listed, today),
        months=figures.months_of(span),
        towns=figures.towns(session, span),
        kinds=figures.kinds(session, span, today),
        service=service(session, span, colleagues, visits),
        acts=door_acts(session, span, colleagues),
        overdue=overdue.overdue(session, caller, branch_id, today=today),
    )


def _plan(session: Session, plan_id: str | None) -> Any | None:
    if plan_id is None:
        plans = quotas.open_plans(session) or quotas.plans(session)
        return max(plans, key=lambda plan: (plan.period_from, plan.id), default=None)
    found = quotas.plan(session, plan_id)
    if found is None:
        raise NotFound
    return found


def _head(plan: Any) -> PlanHead:
    return PlanHead(plan.id, plan.name, plan.period_from, plan.period_to)


def _span(wanted: Wanted, plan: PlanHead | None, branch_id: str | None, today: date) -> Span:
    first = wanted.first or (plan.period_from if plan else date(today.year, 1, 1))
    last = wanted.last or max(first, min(today, plan.period_to if plan else today))
    if last < first:
        raise PeriodBackwards
    if last.year - first.year > LONGEST_YEARS:
        raise PeriodTooLong
    return Span(first, last, branch_id)


def _place(session: Session, branch_id: str | None) -> str:
    if branch_id is None:
        return WHOLE_BUREAU
    branch = organisation.branch(session, branch_id)
    return branch.name if branch else figures.HEADQUARTERS
