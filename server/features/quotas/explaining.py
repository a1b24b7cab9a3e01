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
from server.features.quotas import queries, recounting, refusing, verifying
from server.features.quotas.models import QuotaPlan
from server.features.quotas.refusing import Refused
from server.features.visits import queries as visits
from sync.rules.quota import Item, figures
from sync.rules.quota_plan import read_plan

# What an item is called, and why it was taken back or not taken in.
Told = tuple[str, str]
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
    standing, told = counted[person.id]
    refused = refusing.refused_visits(session, person.id, data)
    nothing = figures(person.id, data, standing, [one.visit for one in refused], ())
    items = sorted((*told.visits, *nothing.visits), key=lambda item: (item.on, item.id))
    return {
        "name": person.name,
        "visits": list(_named(items, _visit_words(session, told.visits, refused))),
        "problems": list(_named(told.problems, _problem_words(session, told.problems))),
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


def _named(items: Iterable[Item], words: dict[str, Told]) -> Iterable[dict[str, Any]]:
    for item in items:
        name, reason = words.get(item.id, ("", ""))
        yield {**vars(item), "words": name, "reason": reason}


def _visit_words(
    session: Session, items: Sequence[Item], refused: Sequence[Refused]
) -> dict[str, Told]:
    found = visits.visits(session, [item.id for item in items])
    return {
        **{visit.id: (visit.enterprise_name, visit.withdrawn_reason) for visit in found},
        **{one.visit.id: (one.words, one.reason) for one in refused},
    }


def _problem_words(session: Session, items: Sequence[Item]) -> dict[str, Told]:
    ids = [item.id for item in items]
    findings = (visits.finding(session, one) for one in ids)
    titles = {matter.id: (matter.title, "") for matter in cases.matters(session, ids)}
    return {found.id: (found.text, "") for found in findings if found} | titles
