"""Figures opened: one person's items under a plan, and the statements of a closed one."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.problems import NotFound
from server.features.accounts import queries as accounts
from server.features.cases import queries as cases
from server.features.organisation import queries as organisation
from server.features.quotas import queries, recounting, verifying
from server.features.quotas.models import QuotaPlan
from server.features.visits import queries as visits
from sync.rules.quota import Item
from sync.rules.quota_plan import read_plan

SUMMED = ("enterprises", "visit_times", "solved")


def items_of(session: Session, plan: QuotaPlan, person_id: str, caller: Actor) -> dict[str, Any]:
    """Return what a person did under a plan, and for each item why it counts or does not."""
    person = accounts.person(session, person_id)
    if person is None or not (caller.sees_all_branches or person.branch_id == caller.branch_id):
        raise NotFound
    waivers = queries.waiver_reasons(session, plan.id)
    data = read_plan(queries.plan_as_data(plan))
    counted = recounting.counted(session, data, [person], waivers)
    if person.id not in counted:
        raise NotFound
    figures = counted[person.id][1]
    return {
        "name": person.name,
        "visits": list(_named(figures.visits, _visit_words(session, figures.visits))),
        "problems": list(_named(figures.problems, _problem_words(session, figures.problems))),
    }


def statements_of(session: Session, plan: QuotaPlan, caller: Actor) -> dict[str, Any]:
    """Return the last closing of a plan with the lines that the caller may see."""
    found = verifying.verify(session, plan)
    if found is None:
        raise NotFound
    names = accounts.names(session)
    branches = {row.id: row.name for row in organisation.branches(session)}
    addenda = [one.person_id for one in found.addenda]
    rows = [
        _line(row, found.now.get(row.person_id))
        | {
            "name": names.people[row.person_id],
            "branch_name": branches.get(row.branch_id or "", "局机关"),
            "addenda": addenda.count(row.person_id),
        }
        for row in found.statements
        if caller.sees_all_branches or row.branch_id == caller.branch_id
    ]
    return {
        "number": found.closing.number,
        "at": found.closing.at,
        "head": found.closing.head,
        "signature": found.closing.signature,
        "faults": found.faults,
        "branches": _by_branch(rows),
        "rows": rows,
    }


def _line(row: Any, now: Any) -> dict[str, Any]:
    frozen = json.loads(row.text)["figures"]
    numbers = ("target_visits", "target_solved", *SUMMED)
    today = now or frozen
    return {
        **{name: frozen[name] for name in numbers},
        "person_id": row.person_id,
        "hash": row.hash,
        "now_enterprises": today["enterprises"],
        "now_solved": today["solved"],
    }


def _by_branch(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        nothing = {"branch_name": row["branch_name"], "people": 0, "done": 0}
        line = found.setdefault(row["branch_name"], {**nothing, **dict.fromkeys(SUMMED, 0)})
        line["people"] += 1
        line["done"] += (
            row["enterprises"] >= row["target_visits"] and row["solved"] >= row["target_solved"]
        )
        for name in SUMMED:
            line[name] += row[name]
    return list(found.values())


def _named(items: Iterable[Item], words: dict[str, str]) -> Iterable[dict[str, Any]]:
    return ({**vars(item), "words": words.get(item.id, "")} for item in items)


def _visit_words(session: Session, items: Sequence[Item]) -> dict[str, str]:
    found = visits.visits(session, [item.id for item in items])
    return {visit.id: visit.enterprise_name for visit in found}


def _problem_words(session: Session, items: Sequence[Item]) -> dict[str, str]:
    ids = [item.id for item in items]
    findings = (visits.finding(session, one) for one in ids)
    titles = {matter.id: matter.title for matter in cases.matters(session, ids)}
    return {found.id: found.text for found in findings if found} | titles
