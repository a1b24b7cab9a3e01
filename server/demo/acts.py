"""Demo acts at the door in several states, of both regimes, sent by phones through the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from server.core import clock
from server.core.auth import Actor, Role
from server.core.doors import reading, writing
from server.core.ids import new_id
from server.demo.reviews import DemoPhone
from server.features.accounts import queries as accounts
from server.features.enterprises import queries as enterprises
from server.features.numbering import queries as numbering
from server.features.organisation import queries as organisation
from server.features.registrations import queries as registrations
from server.features.registrations.claims import essence_of
from server.features.rulebook import queries as rulebook
from server.features.rulebook import regime_commands as regimes
from server.features.rulebook.regime_commands import NewRegime
from sync.numbers import number_text
from sync.rules.regimes import NOTICE, Regime, read_regime

# They show how approving on the spot would go; everybody else follows today's law.
APPROVING = ("长安分局", "凤岗分局")
APPROVAL = "regime.2015_approval"
TOWNS = (("长安分局", "长安镇"), ("虎门分局", "虎门镇"))
# Demo visits and reviews are about the enterprises before these.
PLACES = slice(30, 36)
PACKS = ("classification", "exemption", "eligibility")
# What is decided at a door rests on what its phone was given at a contact before.
MET_BEFORE = timedelta(hours=2)
UNSIGNED = {"state": "absent", "reason": "授权人员当时不在场", "sha256": None}
CLINIC = {
    "industry": ["8421"],
    "works": [],
    "sensitive_areas": [],
    "build": "new",
    "negative_list": False,
}


@dataclass
class Door:
    """Two officers of a branch at a door, with the rules and the numbers that they carry."""

    lead: DemoPhone
    co_officer: DemoPhone
    on: date
    regime: Regime
    packs: Mapping[str, Any]
    leases: Mapping[str, Any]
    given: dict[str, int] = field(default_factory=dict)

    def number(self, kind: str) -> dict[str, Any]:
        lease = self.leases[kind]
        n = self.given[kind] = self.given.get(kind, lease.first - 1) + 1
        text = number_text(lease.pattern, lease.year, n)
        return {"lease_id": lease.id, "n": n, "text": text}


@dataclass(frozen=True)
class Place:
    """An enterprise as the officers found it."""

    id: str
    name: str
    address: str
    town_code: str | None


def set_regimes(now: datetime) -> int:
    """Have some branches follow the regime of 2015, as a demo; return how many."""
    first = clock.city_date(now).replace(month=1, day=1)
    with writing() as session:
        for name in APPROVING:
            branch = organisation.branch_named(session, name)
            assert branch is not None, "the city has all its branches"
            regimes.set_regime(session, NewRegime(branch.id, APPROVAL, first), by=None, at=now)
    return len(APPROVING)


def make_acts(now: datetime) -> int:
    """Have officers of two branches act at doors; return how many acts there are then."""
    for branch, town in TOWNS:
        with reading() as session:
            phones = _phones(session, branch, now)
            places = _places(session, town)
        for phone in phones:
            phone.send(at=now - MET_BEFORE)
        with reading() as session:
            door = _door(session, phones, now)
        _act_everywhere(door, places)
        for phone in phones:
            phone.send()
    with reading() as session:
        return registrations.count(session)


def _act_everywhere(door: Door, places: Sequence[Place]) -> None:
    confirmed, waiting, doubtful, withdrawn, small, large = places
    _confirm(door, *_decide(door, confirmed, beds=10))
    _decide(door, waiting, beds=15)
    _decide(door, doubtful, beds=12, signature=UNSIGNED)
    gone, _ = _decide(door, withdrawn, beds=8)
    door.lead.tell("registration.withdraw", gone, {"reason": "企业决定不再建设（演示）"})
    _confirm(door, *_decide(door, small, beds=0, outcome="exempt"))
    _decide(door, large, beds=30, outcome="report_form")
    _notify(door, large)


def _decide(
    door: Door, place: Place, *, beds: int, outcome: str = "registration_form", **changes: Any
) -> tuple[str, str]:
    """Have the lead decide; return the act's id and what both officers stand for."""
    rule = door.regime.acts[outcome]
    number = door.number(rule.series) if rule.series else None
    args = {**_shared(door, place, beds), "act": rule.act, "outcome": outcome, "number": number}
    if outcome == "exempt":
        slip = {"conditions": "演示数据：增设床位的，停止并报告", "clauses": ["demo.2"]}
        args |= {**slip, "valid_until": _years_later(door.on, 3).isoformat()}
    return _tell(door, "registration.decide", {**args, **changes})


def _notify(door: Door, place: Place) -> None:
    gaps = [
        {"field": "materials_complete", "text": "缺场地使用证明"},
        {"field": "content_scale", "text": "没有写明诊疗科目和床位"},
    ]
    told = {"act": NOTICE, "outcome": "report_form", "gaps": gaps, "leader_reason": ""}
    _tell(door, "registration.notify", {**_shared(door, place, 30), **told})


def _confirm(door: Door, registration_id: str, essence: str) -> None:
    told = {"essence_hash": essence, "agrees": True, "reason": ""}
    door.co_officer.tell("registration.confirm", registration_id, told)


def _tell(door: Door, name: str, args: dict[str, Any]) -> tuple[str, str]:
    registration_id, lead = new_id(), door.lead.owner.person_id
    essence = essence_of(registration_id, args, lead_id=lead, decided_on=door.on)
    door.lead.tell(name, registration_id, {**args, "essence_hash": essence})
    return registration_id, essence


def _shared(door: Door, place: Place, beds: int) -> dict[str, Any]:
    return {
        "enterprise_id": place.id,
        "items": [108],
        "clauses": [],
        "facts": {**CLINIC, "amount.108": beds},
        "packs": door.packs,
        "form": _form(place, beds, door.on),
        "opened_at": (door.lead.now - timedelta(minutes=95)).isoformat(),
        "decided_at": (door.lead.now - timedelta(minutes=70)).isoformat(),
        "co_officer": {"person_id": door.co_officer.owner.person_id, "how": "glass"},
        "representative": "张晓明",
        "representative_title": "法定代表人",
        "signature": {"state": "signed", "reason": "", "sha256": "0" * 64},
    }


def _form(place: Place, beds: int, on: date) -> dict[str, Any]:
    return {
        "project_name": f"{place.name}门诊部（演示）",
        "site_address": place.address,
        "town_code": place.town_code,
        "area_m2": 320,
        "unit_name": place.name,
        "unit_code": None,
        "legal_representative": "张晓明",
        "contact_name": "李小姐",
        "contact_phone": "13800000010",
        "investment_yuan": 500_000,
        "environment_yuan": 20_000,
        "operation_on": _years_later(on, 1).isoformat(),
        "nature": "new",
        "basis": "2021年版名录第108项",
        "content_scale": f"门诊，床位{beds}张",
        "impacts": ["water", "waste"],
        "measures": {
            "water": {"measure": "化粪池、消毒", "destination": "市政污水管网"},
            "waste": {"measure": "医疗废物分类收集、专柜暂存", "destination": "有资质的单位"},
        },
        "pollution": "slight",
        "materials_complete": True,
        "commitment": True,
    }


def _door(session: Session, phones: Sequence[DemoPhone], now: datetime) -> Door:
    lead, co_officer = phones
    on = clock.city_date(now - timedelta(minutes=70))
    used = rulebook.regime_of(session, lead.owner.branch_id, on)
    found = {name: rulebook.in_force(session, name, on) for name in (*PACKS, used)}
    rows = {name: row for name, row in found.items() if row is not None}
    named = {name: {"version": row.version, "hash": row.hash} for name, row in rows.items()}
    regime = read_regime(rows[used].content)
    device = lead.owner.device_id
    assert device is not None, "every demo phone has a name"
    leases = {one.kind: one for one in _leases(session, device, on.year)}
    packs = {**{name: named[name] for name in PACKS}, "regime": {"pack": used, **named[used]}}
    return Door(lead, co_officer, on, regime, packs, leases)


def _leases(session: Session, device: str, year: int) -> Sequence[Any]:
    return [one for one in numbering.leases_of_device(session, device) if one.year == year]


def _phones(session: Session, branch_name: str, now: datetime) -> tuple[DemoPhone, DemoPhone]:
    branch = organisation.branch_named(session, branch_name)
    assert branch is not None, "the city has all its branches"
    people = accounts.people(session, branch_id=branch.id)
    officers = [person for person in people if person.role == Role.OFFICER]
    known = sorted(officers, key=lambda person: person.login not in {"chen", "li"})
    lead, co_officer = (
        DemoPhone(
            Actor(
                person.id,
                person.name,
                Role.OFFICER,
                branch.id,
                session_id="demo",
                device_id=f"demo-door-of-{person.login}",
            ),
            now,
        )
        for person in sorted(known[:2], key=lambda person: person.login)
    )
    return lead, co_officer


def _places(session: Session, name: str) -> Sequence[Place]:
    [town] = [town for town in organisation.towns(session) if town.name == name]
    found = enterprises.enterprises_of_town(session, town.id, limit=PLACES.stop)[PLACES]
    return [Place(one.id, one.name, one.address, one.town_code) for one in found]


def _years_later(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28))
