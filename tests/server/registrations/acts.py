"""Acts at the door as a phone tells them: everything in order until a test changes it."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core import clock
from server.core.doors import reading, writing
from server.features.organisation import queries as organisation
from server.features.registrations import queries
from server.features.registrations.claims import essence_of
from server.features.rulebook import queries as packs_of
from server.features.rulebook import shipped
from server.features.rulebook.models import RulePack
from server.features.rulebook.regime_commands import NewRegime, set_regime
from sync.numbers import number_text
from sync.rules.packs import canonical, content_hash
from tests.server.enterprises.registry import CHANGAN
from tests.server.quotas.visiting import Phone

OPENED, DECIDED = "2026-11-23T01:00:00.000Z", "2026-11-23T01:40:00.000Z"
DAY = date(2026, 11, 23)
APPROVAL, FILING = "regime.2015_approval", "regime.2017_filing"
SIGNATURE, CO_SIGNATURE = "a" * 64, "b" * 64
# A clinic with ten beds: item 108, registration form.
FACTS = {
    "industry": ["8421"],
    "works": [],
    "amount.108": 10,
    "sensitive_areas": [],
    "negative_list": False,
}
FORM = {
    "project_name": "长安门诊部新建项目",
    "site_address": "东莞市长安镇振兴路8号",
    "town_code": CHANGAN,
    "area_m2": 320,
    "unit_name": "东莞市明丰五金厂",
    "unit_code": None,
    "legal_representative": "张三",
    "contact_name": "李四",
    "contact_phone": "13800000000",
    "investment_yuan": 500_000,
    "environment_yuan": 20_000,
    "operation_on": "2027-01-01",
    "nature": "new",
    "basis": "第108项",
    "content_scale": "门诊，床位10张",
    "impacts": ["water"],
    "measures": {"water": {"measure": "化粪池", "destination": "市政管网"}},
    "pollution": "slight",
    "materials_complete": True,
    "commitment": True,
}


@dataclass
class DoorPhone(Phone):
    """A phone that takes its numbers from the blocks that the bureau leased to it."""

    taken: dict[str, int] = field(default_factory=dict)
    leases: dict[str, dict[str, Any]] = field(default_factory=dict)

    def number(self, kind: str = "decision") -> dict[str, Any]:
        """Take the next number of a kind; a phone without a block writes one that is not its."""
        n = self.taken.get(kind, 0) + 1
        lease = self._lease(kind, n)
        if lease is None:
            return {"lease_id": "none", "n": 7, "text": "东环建〔2026〕7号"}
        n = self.taken[kind] = max(n, lease["first"])
        return {
            "lease_id": lease["id"],
            "n": n,
            "text": number_text(lease["pattern"], lease["year"], n),
        }

    def _lease(self, kind: str, n: int) -> dict[str, Any] | None:
        """Return the block with a number at or after `n`; ask the bureau where none is at hand."""
        if kind not in self.leases or n > self.leases[kind]["last"]:
            rows = [row for row in self.rows("number_lease") if row["last"] >= n]
            self.leases = {row["kind"]: row for row in rows}
        return self.leases.get(kind)


def publish(*names: str) -> None:
    """Have what comes with the program, or only some of it, stand as published.

    Written down as it is: how it is looked over, which takes seconds, is for tests of publishing.
    """
    with writing() as session:
        for name in names or shipped.NAMES:
            put_pack(session, raw_pack(name))


def raw_pack(name: str) -> dict[str, Any]:
    """Return a pack that comes with the program, as JSON."""
    raw: dict[str, Any] = json.loads(shipped.text_of(name))
    return raw


def put_pack(session: Session, raw: dict[str, Any]) -> None:
    """Have a pack stand as published."""
    content = canonical(raw)
    session.add(
        RulePack(
            id=f"{raw['pack']}-{raw['version']}",
            pack=raw["pack"],
            version=raw["version"],
            title=raw["title"],
            in_force_from=date.fromisoformat(raw["in_force_from"]),
            in_force_to=None,
            content=content,
            hash=content_hash(content),
            signature="",
            published_at=clock.now(),
        )
    )


def follow(regime: str, branch: str = "长安分局", from_on: date = date(2026, 1, 1)) -> None:
    """Have a branch follow a regime."""
    with writing() as session:
        found = organisation.branch_named(session, branch)
        assert found is not None
        set_regime(session, NewRegime(found.id, regime, from_on), by=None, at=clock.now())


def packs(regime: str = APPROVAL) -> dict[str, Any]:
    """Return the packs in force on the day as a phone names them."""
    with reading() as session:
        found = {name: packs_of.in_force(session, name, DAY) for name in (*shipped.RULES, regime)}
        told: dict[str, Any] = {
            name: row and {"version": row.version, "hash": row.hash} for name, row in found.items()
        }
    return {
        **{name: told[name] for name in shipped.RULES},
        "regime": {"pack": regime, **told[regime]},
    }


def act(registration_id: str, phone: Phone, co_id: str | None, **changes: Any) -> dict[str, Any]:
    """Return the arguments of an act; the hash that both stand for fits unless it is given."""
    told = {
        "enterprise_id": "e1",
        "act": "decision",
        "outcome": "registration_form",
        "items": [108],
        "clauses": ["108.3"],
        "facts": FACTS,
        "form": FORM,
        "number": phone.number() if isinstance(phone, DoorPhone) else None,
        "filing_number": "",
        "opened_at": OPENED,
        "decided_at": DECIDED,
        "co_officer": {
            "person_id": co_id,
            "how": "glass" if co_id else "none",
            "confirmation": None,
            "signature_sha": CO_SIGNATURE if co_id else None,
        },
        "representative": "张三",
        "representative_title": "厂长",
        "signature": {"state": "signed", "reason": "", "sha256": SIGNATURE},
        "conditions": "",
        "valid_until": None,
        "follows": None,
        "seen": {"enterprise_ver": 1},
        **changes,
    }
    told.setdefault("packs", packs())
    on = clock.city_date(datetime.fromisoformat(told["decided_at"]))
    essence = essence_of(registration_id, told, lead_id=phone.person_id, decided_on=on)
    return {**told, "essence_hash": changes.get("essence_hash", essence)}


def notice(registration_id: str, phone: Phone, co_id: str | None, **changes: Any) -> dict[str, Any]:
    """Return the arguments of a one-time notice."""
    gaps = [{"field": "materials_complete", "text": "缺土地证明"}]
    wanted = {"act": "notice", "gaps": gaps, "leader_reason": "", **changes}
    told = act(registration_id, phone, co_id, **wanted)
    del told["number"]
    return told


def state_of(registration_id: str) -> tuple[str, str]:
    """Return state and co-officer's state of an act."""
    with reading() as session:
        found = queries.registration(session, registration_id)
        assert found is not None
        return found.state, found.co_state


def grounds_of(registration_id: str) -> list[str]:
    """Return what of an act is still to be looked at, in words."""
    with reading() as session:
        found = queries.registration(session, registration_id)
        assert found is not None
        return [one["words"] for one in found.grounds if not one["passed"]]


def history_of(registration_id: str) -> list[str]:
    """Return what happened to an act, in order."""
    with reading() as session:
        found = queries.registration(session, registration_id)
        assert found is not None
        return [entry["action"] for entry in found.history]
