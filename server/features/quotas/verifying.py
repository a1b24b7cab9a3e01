"""Whether a closing still says what was so, and what has happened since (docs/quotas.md §5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from server.core import audit, signing
from server.features.accounts import queries as accounts
from server.features.quotas import closing, facts, queries
from server.features.quotas.models import QuotaClosing, QuotaPlan, QuotaStatement
from server.features.visits import queries as visits
from sync.rules.packs import read_json
from sync.rules.quota import figures
from sync.rules.quota_facts import read_standing, read_work, told_figures, told_standing, told_work
from sync.rules.quota_plan import Plan, read_plan

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Addendum:
    """A fact that is not as it was frozen: `kind` visit, solution, standing; `deed` explains it."""

    person_id: str
    kind: str
    fact_id: str
    change: str
    deed: str | None


@dataclass(frozen=True)
class Verified:
    """What a verification found; `faults` are words, and nobody can explain them."""

    closing: QuotaClosing
    statements: Sequence[QuotaStatement]
    faults: Sequence[str]
    addenda: Sequence[Addendum]
    # The figures of today by person, of those whose are no longer the frozen ones.
    now: Mapping[str, Json]


def verify(session: Session, plan: QuotaPlan) -> Verified | None:
    """Check the last closing of a plan and compare it with today; None if it was never closed."""
    found = next(iter(queries.closings(session, plan.id)), None)
    if found is None:
        return None
    told = queries.statements(session, found.id)
    frozen = {row.person_id: _read(row.text) for row in told}
    entry = audit.deed_with(session, closing.CLOSED, subject=plan.id, closing=found.number)
    faults = [*_chain_faults(found, told), *_entry_faults(found, told, entry)]
    data = read_plan(_read(found.plan_text))
    faults += [f"第 {row.n} 份的数字与它的事实算出来的不同" for row in _miscounted(data, told)]
    today = _today(session, plan, data, list(frozen))
    since = entry.id if entry else 0
    addenda = [
        _explained(session, difference, since)
        for who, was in frozen.items()
        for difference in _differences(who, was, today[who])
    ]
    faults += [f"{one.kind} {one.fact_id} 变了，没有记录说明" for one in addenda if not one.deed]
    now = {who: told for who, (_, _, told) in today.items() if told != frozen[who]["figures"]}
    return Verified(found, told, faults, addenda, now)


def _chain_faults(found: QuotaClosing, told: Sequence[QuotaStatement]) -> Iterator[str]:
    last = closing.hash_of(found.plan_text)
    for row in told:
        last = closing.hash_of(last + row.text)
        if last != row.hash:
            yield f"第 {row.n} 份的哈希不对"
            return
    if last != found.head:
        yield "链的末尾不是签名的那一个"
    if not signing.verify(found.head.encode(), found.signature):
        yield "签名不对"


def _entry_faults(
    found: QuotaClosing, told: Sequence[QuotaStatement], entry: audit.AuditEntry | None
) -> Iterator[str]:
    if entry is None:
        yield "审计记录里没有这次结账"
    elif (entry.facts["head"], entry.facts["statements"]) != (found.head, len(told)):
        yield "审计记录里的结账不是这一份"


def _miscounted(plan: Plan, told: Sequence[QuotaStatement]) -> Iterator[QuotaStatement]:
    for row in told:
        frozen = _read(row.text)
        work = read_work(frozen["work"])
        standing = read_standing(frozen["standing"])
        again = figures(row.person_id, plan, standing, work.visits, work.solutions)
        if told_figures(again) != frozen["figures"]:
            yield row


def _today(
    session: Session, row: QuotaPlan, plan: Plan, people_ids: Sequence[str]
) -> dict[str, tuple[Json, Json, Json]]:
    """Return by person the standing, the work and the figures as today's tables tell them."""
    people = [accounts.person(session, who) for who in people_ids]
    waivers = queries.waiver_reasons(session, row.id)
    standings = facts.standings_of(session, [one for one in people if one], waivers)
    work = facts.work_of_people(session, people_ids, plan)
    return {
        who: (
            told_standing(standing),
            told_work(work[who]),
            told_figures(
                figures(who, plan, standing, work[who].visits, work[who].solutions),
            ),
        )
        for who, standing in standings.items()
    }


def _differences(who: str, was: Json, today: tuple[Json, Json, Json]) -> Iterator[Addendum]:
    standing, work, _ = today
    if standing != was["standing"]:
        yield Addendum(who, "standing", who, "changed", None)
    for kind in ("visits", "solutions"):
        before = {fact["id"]: fact for fact in was["work"][kind]}
        now = {fact["id"]: fact for fact in work[kind]}
        for fact_id in sorted(before.keys() | now.keys()):
            if before.get(fact_id) != now.get(fact_id):
                change = "changed" if fact_id in before and fact_id in now else "gone"
                change = "new" if fact_id not in before else change
                yield Addendum(who, kind.removesuffix("s"), fact_id, change, None)


def _explained(session: Session, one: Addendum, since: int) -> Addendum:
    subjects = {one.fact_id}
    if one.kind == "solution" and (found := visits.finding(session, one.fact_id)):
        subjects.add(found.visit_id)
    deed = audit.deed_since(session, subjects, since)
    return Addendum(one.person_id, one.kind, one.fact_id, one.change, deed.event if deed else None)


def _read(text: str) -> dict[str, Any]:
    told = read_json(text)
    assert isinstance(told, dict)
    return told
