"""One act with its evidence: facts as they were asked, clauses with their basis, packs, history."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from server.features.accounts import queries as accounts
from server.features.evidence import queries as evidence
from server.features.registrations import listing, queries
from server.features.registrations.models import Registration
from server.features.rulebook import queries as rulebook
from sync.rules.packs import Fact, Pack
from sync.rules.publishing import read_published

PLAIN = (
    "regime_version",
    "items",
    "form",
    "gaps",
    "leader_reason",
    "lease_id",
    "n",
    "opened_at",
    "co_how",
    "co_at",
    "representative",
    "representative_title",
    "sign_reason",
    "signature_sha",
    "co_signature_sha",
    "conditions",
    "valid_until",
    "follows",
    "essence_hash",
    "command_hash",
    "withdrawn_reason",
    "device_time",
    "server_offset_ms",
)
YES_NO = {True: "是", False: "否"}


def full(session: Session, row: Registration) -> dict[str, Any]:
    """Return everything about an act that may be read at the desk."""
    [line] = listing.lines(session, [row])
    packs = list(_packs(session, row))
    read = [pack for _, pack in packs if isinstance(pack, Pack)]
    signatures = [sha for sha in (row.signature_sha, row.co_signature_sha) if sha]
    people = {person.id: person.name for person in accounts.people(session)}
    trades = rulebook.trade_names(session)
    return {
        **line,
        **{name: getattr(row, name) for name in PLAIN},
        "grounds_passed": [one["words"] for one in row.grounds if one["passed"]],
        "facts": [_fact(name, value, read, trades) for name, value in row.facts.items()],
        "clauses": list(_clauses(row, read)),
        "packs": [told for told, _ in packs],
        "signatures_received": sorted(evidence.received(session, signatures)),
        "confirmations": [
            {
                "person_name": people.get(one.person_id, ""),
                "agrees": one.agrees,
                "reason": one.reason,
                "received_at": one.received_at,
                "is_about_this": one.essence_hash == row.essence_hash,
            }
            for one in queries.confirmations(session, row.id)
        ],
        "history": [
            {**entry, "by_name": people.get(entry["by"] or "", "")} for entry in row.history
        ],
    }


def _packs(session: Session, row: Registration) -> Iterator[tuple[dict[str, Any], object]]:
    """Yield the packs that were used, as they were told and as the bureau keeps them."""
    for name, used in row.packs.items():
        pack = used.get("pack", name)
        published = rulebook.version(session, pack, used["version"])
        told = {
            "pack": pack,
            "version": used["version"],
            "title": published.title if published else "",
            "is_same": bool(published and published.hash == used["hash"]),
        }
        yield told, read_published(published.content) if published else None


def _fact(name: str, value: object, packs: list[Pack], trades: Mapping[str, str]) -> dict[str, str]:
    """Return a fact as it was asked and answered."""
    fact = next((pack.facts[name] for pack in packs if name in pack.facts), None)
    if fact is None:
        return {"asked": name, "answer": _answer(value, {}, "")}
    return {"asked": fact.ask, "answer": _answer(value, _choices(fact, trades), fact.unit)}


def _choices(fact: Fact, trades: Mapping[str, str]) -> Mapping[str, str]:
    if fact.kind == "codes":
        return {code: f"{code} {name}" for code, name in trades.items()}
    return {word: label or word for word, label in fact.choices.items()}


def _answer(value: object, choices: Mapping[str, str], unit: str) -> str:
    match value:
        case bool():
            return YES_NO[value]
        case None:
            return "不知道"
        case list():
            return "、".join(choices.get(word, word) for word in value) or "没有"
        case str():
            return choices.get(value, value)
    return f"{value}{unit}"


def _clauses(row: Registration, packs: list[Pack]) -> Iterator[dict[str, str]]:
    """Yield the clauses that were cited, those of the eligibility pack aside."""
    known = {clause.id: clause for pack in reversed(packs) for clause in pack.clauses}
    for clause_id in row.clauses:
        clause = known.get(clause_id)
        yield {
            "id": clause_id,
            "label": clause.label if clause else "",
            "basis": clause.basis if clause else "",
        }
