"""The oracle: histories as tables of events, their figures by plain SQL (oracle.sql)."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sync.rules.quota_plan import RANKS
from tests.quotas.histories import PEOPLE, History

FIGURES = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
TABLES = """
CREATE TABLE plan (h, members_only, rank_rule, part_rule, rounding, transfer_rule, work_rule,
    co_rule, least_days, length, hard_weight);
CREATE TABLE plan_row (h, ord, visits, solved, in_principle);
CREATE TABLE plan_day (h, p, day);
CREATE TABLE weight (h, source, n);
CREATE TABLE rank_time (h, p, ord, first, last);
CREATE TABLE member_time (h, p, first, last);
CREATE TABLE post_time (h, p, branch, first, last);
CREATE TABLE waiver (h, p);
CREATE TABLE fact (h, id, kind, thing, source, hard, author, on_day, received);
CREATE TABLE fact_person (h, fact, p);
CREATE TABLE word (h, fact, seq, state);
"""
INDEXES = """
CREATE INDEX rows ON plan_row (h, ord); CREATE INDEX plans ON plan (h);
CREATE INDEX days ON plan_day (h, p, day); CREATE INDEX weights ON weight (h, source);
CREATE INDEX ranks ON rank_time (h, p); CREATE INDEX members ON member_time (h, p);
CREATE INDEX posts ON post_time (h, p); CREATE INDEX people ON fact_person (h, fact);
CREATE INDEX words ON word (h, fact);
ANALYZE;
"""


Row = tuple[str, Sequence[Any]]
Found = dict[tuple[Any, str], Sequence[Any]]


def oracle_figures(told: Iterable[History]) -> Found:
    """Return what SQL finds by number of the history and person; nobody without a target."""
    return figures_of(
        (table, (h, *row)) for h, history in enumerate(told) for table, row in _rows(history)
    )


def figures_of(rows: Iterable[Row]) -> Found:
    """Return what SQL finds in rows of these tables, by history (their first column) and person."""
    base = sqlite3.connect(":memory:")
    base.executescript(TABLES)
    for table, row in rows:
        marks = ", ".join("?" * len(row))
        base.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608
    base.executescript(INDEXES)
    found = {(row[0], row[1]): row[2:] for row in base.execute(FIGURES)}
    base.close()
    return found


def _rows(history: History) -> Iterator[Row]:
    yield from _plan_rows(history.plan)
    for who, standing in history.standings.items():
        yield from _standing_rows(who, standing)
    for fact in history.facts:
        kind = "problem" if "problem" in fact else "visit"
        thing = fact.get("problem", fact.get("enterprise_id"))
        about = (thing, fact.get("source"), int(fact.get("hard", False)), fact.get("author"))
        yield "fact", (fact["id"], kind, *about, fact["on"], fact["received_on"])
        yield from (("fact_person", (fact["id"], who)) for who in fact["people"])
    for seq, (fact_id, state) in enumerate(history.words):
        yield "word", (fact_id, seq, state)


def _plan_rows(plan: dict[str, Any]) -> Iterator[Row]:
    rules, weights = plan["rules"], plan["rules"]["weights"]
    first, last = (date.fromisoformat(plan[name]) for name in ("period_from", "period_to"))
    length = (last - first).days + 1
    words = ("rank_rule", "part_rule", "rounding", "transfer_rule", "work_rule", "co_rule")
    told = [rules[name] for name in words]
    yield "plan", (plan["members_only"], *told, rules["least_days"], length, weights["hard"])
    for row in plan["rows"]:
        asked = (row["visits"], row["solved"], row["in_principle"])
        yield "plan_row", (RANKS.index(row["rank"]), *asked)
    yield from plan_days(first, last, PEOPLE)
    yield from (("weight", (source, n)) for source, n in weights.items() if source != "hard")


def plan_days(first: date, last: date, people: Iterable[str]) -> Iterator[Row]:
    """Yield the days of a period for each person."""
    for who in people:
        for n in range((last - first).days + 1):
            yield "plan_day", (who, (first + timedelta(days=n)).isoformat())


def _standing_rows(who: str, standing: dict[str, Any]) -> Iterator[Row]:
    for one in standing["ranks"]:
        yield "rank_time", (who, RANKS.index(one["rank"]), *_days(one))
    for one in standing["members"]:
        yield "member_time", (who, *_days(one))
    for one in standing["posts"]:
        yield "post_time", (who, one["branch_id"], *_days(one))
    if standing["waiver"] is not None:
        yield "waiver", (who,)


def _days(span: dict[str, Any]) -> tuple[str, str]:
    return span["from"] or "0001-01-01", span["to"] or "9999-12-31"
