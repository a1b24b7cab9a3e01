"""Close a plan: a frozen statement for each person, chained and signed (docs/quotas.md §5)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from server.core import audit, signing
from server.core.auth import Actor
from server.core.ids import new_id
from server.features.accounts import queries as accounts
from server.features.quotas import facts, queries, recounting
from server.features.quotas.models import QuotaClosing, QuotaPlan, QuotaStatement
from sync.rules.packs import canonical
from sync.rules.quota_facts import told_figures, told_standing, told_work
from sync.rules.quota_plan import read_plan

VERSION = 1
CLOSED = "quota.closed"


@dataclass(frozen=True)
class Link:
    """One statement of a chain: its person, its text and the hash that stands after it."""

    n: int
    person_id: str
    branch_id: str | None
    text: str
    hash: str


def freeze(session: Session, plan: QuotaPlan, *, by: Actor, at: datetime) -> QuotaClosing:
    """Keep what everybody has reached by now; the audit trail gets the head of the chain."""
    number = len(queries.closings(session, plan.id)) + 1
    plan_text = canonical(queries.plan_as_data(plan))
    links = list(chained(plan_text, _told(session, plan, number)))
    head = links[-1].hash if links else hash_of(plan_text)
    closing = QuotaClosing(
        id=new_id(),
        plan_id=plan.id,
        number=number,
        at=at,
        by_id=by.person_id,
        plan_text=plan_text,
        head=head,
        signature=signing.sign(head.encode()),
    )
    session.add(closing)
    session.flush()
    session.add_all(QuotaStatement(closing_id=closing.id, **vars(link)) for link in links)
    facts_told = {"closing": number, "head": head, "statements": len(links)}
    audit.record(session, CLOSED, subject=plan.id, by=by, at=at, **facts_told)
    return closing


def chained(plan_text: str, told: Iterable[Mapping[str, Any]]) -> Iterator[Link]:
    """Chain statements: each hash is of the hash before and the text."""
    last = hash_of(plan_text)
    for statement in told:
        text = canonical(statement)
        last = hash_of(last + text)
        yield Link(statement["n"], statement["person_id"], statement["branch_id"], text, last)


def hash_of(text: str) -> str:
    """Return the SHA-256 of a text as hex."""
    return sha256(text.encode()).hexdigest()


def _told(session: Session, row: QuotaPlan, number: int) -> Iterator[Mapping[str, Any]]:
    plan = read_plan(queries.plan_as_data(row))
    waivers = queries.waiver_reasons(session, row.id)
    people = accounts.people_locked(session, None)
    counted = recounting.counted(session, plan, people, waivers)
    work = facts.work_of_people(session, counted.keys(), plan)
    for n, (who, (standing, figures)) in enumerate(sorted(counted.items()), start=1):
        yield {
            "v": VERSION,
            "plan": row.id,
            "closing": number,
            "n": n,
            "person_id": who,
            "branch_id": figures.branch_id,
            "standing": told_standing(standing),
            "work": told_work(work[who]),
            "figures": told_figures(figures),
        }
