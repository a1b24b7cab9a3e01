"""The oracle asked about an installation: its tables read by plain SQL, apart from the program."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Row as Line
from sqlalchemy import text
from sqlalchemy.orm import Session

from sync.rules.quota_plan import RANKS
from tests.quotas.oracle import Found, Row, figures_of, plan_days

CITY_HOURS = timedelta(hours=8)
RULES = ("rank_rule", "part_rule", "rounding", "transfer_rule", "work_rule", "co_rule")
ALWAYS = ("0001-01-01", "9999-12-31")
SERVING = "SELECT id FROM person WHERE active ORDER BY id"
PLANS = "SELECT id, period_from, period_to, members_only, rules, rows FROM quota_plan"
RANK_TIMES = "SELECT person_id, rank, from_on, to_on FROM person_rank"
MEMBER_TIMES = "SELECT person_id, from_on, to_on FROM party_membership"
POST_TIMES = "SELECT person_id, branch_id, from_on, to_on FROM person_post"
WAIVERS = "SELECT plan_id, person_id FROM quota_waiver"
VISITS = """SELECT id, enterprise_id, author_id, opened_at, received_at, state FROM visit"""
WENT = "SELECT visit_id, person_id FROM visit_participant"
SOLVED = """SELECT f.id, f.solved_on, f.solved_by, v.state FROM finding f
    JOIN visit v ON v.id = f.visit_id WHERE f.state = 'solved'"""
CONFIRMED = """SELECT id, source, finding_id, hard, solved_on, solved_by FROM matter
    WHERE state IN ('confirmed', 'closed') AND solved_by IS NOT NULL"""
PROGRESS = """SELECT plan_id, person_id, rank, branch_id, target_visits, target_solved,
    enterprises, visit_times, solved FROM quota_progress"""


def by_oracle(session: Session) -> Found:
    """Return by plan and person what the oracle finds in the tables of what was and was done."""
    return {
        key: (RANKS[rank], branch, *counts)
        for key, (rank, _, branch, _, *counts) in figures_of(_rows(session)).items()
    }


def by_bureau(session: Session) -> Found:
    """Return by plan and person what the bureau has noted of their progress."""
    return {(plan, who): tuple(told) for plan, who, *told in _read(session, PROGRESS)}


def presences(session: Session) -> list[tuple[str, str, str]]:
    """Return the day, visit and person of everybody who was at a visit that stands."""
    days = {one.id: _city_day(one.opened_at) for one in _visits_that_stand(session)}
    went = _read(session, WENT)
    return [(days[visit], visit, person) for visit, person in went if visit in days]


def _visits_that_stand(session: Session) -> list[Line[Any]]:
    return [one for one in _read(session, VISITS) if one.state == "closed"]


def _rows(session: Session) -> Iterator[Row]:
    people = [who for (who,) in _read(session, SERVING)]
    plans = _read(session, PLANS)
    for plan in plans:
        yield from _plan(plan, people)
        told = [*_standings(session), *_visits(session), *_solutions(session)]
        yield from ((table, (plan.id, *row)) for table, row in told)
    yield from (("waiver", tuple(row)) for row in _read(session, WAIVERS))


def _plan(plan: Any, people: Sequence[str]) -> Iterator[Row]:
    rules, first, last = _json(plan.rules), _day(plan.period_from), _day(plan.period_to)
    weights = rules["weights"]
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    told = (rules["least_days"], days, weights["hard"])
    yield "plan", (plan.id, int(plan.members_only), *(rules[name] for name in RULES), *told)
    for row in _json(plan.rows):
        asked = (row["visits"], row["solved"], int(row["in_principle"]))
        yield "plan_row", (plan.id, RANKS.index(row["rank"]), *asked)
    for source, n in weights.items():
        if source != "hard":
            yield "weight", (plan.id, source, n)
    for table, row in plan_days(date.fromisoformat(first), date.fromisoformat(last), people):
        yield table, (plan.id, *row)


def _standings(session: Session) -> Iterator[Row]:
    for who, rank, *days in _read(session, RANK_TIMES):
        yield "rank_time", (who, RANKS.index(rank), *_span(days))
    for who, *days in _read(session, MEMBER_TIMES):
        yield "member_time", (who, *_span(days))
    for who, branch, *days in _read(session, POST_TIMES):
        yield "post_time", (who, branch, *_span(days))


def _visits(session: Session) -> Iterator[Row]:
    for one in _read(session, VISITS):
        on, received = _city_day(one.opened_at), _city_day(one.received_at)
        about = ("visit", one.enterprise_id, None, 0, one.author_id)
        yield "fact", (one.id, *about, on, received)
        yield "word", (one.id, 0, "stands" if one.state == "closed" else one.state)
    yield from (("fact_person", tuple(row)) for row in _read(session, WENT))


def _solutions(session: Session) -> Iterator[Row]:
    for one in _read(session, SOLVED):
        yield "fact", (one.id, "problem", one.id, "finding", 0, None, _day(one.solved_on), None)
        yield "word", (one.id, 0, "stands" if one.state == "closed" else one.state)
        yield "fact_person", (one.id, one.solved_by)
    for one in _read(session, CONFIRMED):
        source = "petition" if one.source == "petition" else "registration"
        source = "finding" if one.finding_id else source
        about = ("problem", one.finding_id or one.id, source, int(one.hard), None)
        yield "fact", (one.id, *about, _day(one.solved_on), None)
        yield "word", (one.id, 0, "stands")
        yield "fact_person", (one.id, one.solved_by)


def _read(session: Session, question: str) -> Sequence[Line[Any]]:
    return session.execute(text(question)).all()


def _span(days: Sequence[Any]) -> tuple[str, str]:
    first, last = days
    return (_day(first) if first else ALWAYS[0], _day(last) if last else ALWAYS[1])


def _day(told: Any) -> str:
    return str(told)[:10]


def _city_day(told: Any) -> str:
    """Return the day in the city of an instant as the database tells it."""
    at = told if isinstance(told, datetime) else datetime.fromisoformat(told)
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return (at + CITY_HOURS).date().isoformat()


def _json(told: Any) -> Any:
    return json.loads(told) if isinstance(told, str) else told
