"""Gather what the bureau knows of the day and place of an act, and the packs it went by."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from server.core.auth import Actor, Role
from server.features.accounts import queries as accounts
from server.features.jurisdiction import queries as jurisdiction
from server.features.organisation import queries as organisation
from server.features.registrations import queries
from server.features.registrations.circumstances import (
    Circumstances,
    Officer,
    PackStanding,
    Place,
    Rules,
)
from server.features.registrations.claims import Act, PackUsed
from server.features.registrations.covering import authority_fault
from server.features.registrations.models import Registration
from server.features.registrations.standing import WITHDRAWN, scope_of_town
from server.features.rulebook import queries as rulebook
from sync.rules.packs import Pack
from sync.rules.publishing import Published, read_published
from sync.rules.regimes import Regime

# Who may decide at a door: officers of the branch, and its head.
DECIDES = frozenset({Role.OFFICER, Role.BRANCH_HEAD})
TITLES = {
    "classification": "分类管理名录",
    "exemption": "豁免目录",
    "eligibility": "现场办理条件",
}
# What stands in the way of another act on the same project.
DECIDED = frozenset({"decision", "assistance", "exemption"})


def rules_of(session: Session, act: Act) -> Rules:
    """Return the packs that the phone named, of its own versions, as the bureau keeps them."""
    found = {used.pack: _published(session, used) for used in act.packs}
    packs = {name: pack for name, pack in found.items() if isinstance(pack, Pack)}
    regime = _published(session, act.regime)
    return Rules(
        regime=regime if isinstance(regime, Regime) else None,
        classification=packs.get("classification"),
        exemption=packs.get("exemption"),
        eligibility=packs.get("eligibility"),
    )


def circumstances(
    session: Session, act: Act, place: Place, *, by: Actor, at: datetime
) -> Circumstances:
    """Return what the bureau knows beside an act's own words, its number and its confirmation."""
    town = place.town_code
    return Circumstances(
        packs=[_standing(session, used, act.decided_on) for used in (*act.packs, act.regime)],
        regime=rulebook.regime_of(session, place.branch_id, act.decided_on),
        lead=Officer(by.person_id, by.name, _may(session, by, town, act.decided_on)),
        co_officer=_co_officer(session, act, town),
        site_in_branch=_site_in_branch(session, act, place),
        received_at=at,
        authority_fault=authority_fault(session, act, by=by),
        same_project=_same_project(session, act),
        notified_on=_notified_on(session, act),
    )


def _published(session: Session, used: PackUsed) -> Published | None:
    row = rulebook.version(session, used.pack, used.version)
    return read_published(row.content) if row else None


def _standing(session: Session, used: PackUsed, on: date) -> PackStanding:
    row = rulebook.version(session, used.pack, used.version)
    in_force = rulebook.in_force(session, used.pack, on)
    title = TITLES.get(used.pack) or (f"“{row.title}”" if row else "办理方式")
    return PackStanding(
        title=title,
        used=used.version,
        used_hash=used.hash,
        hash=row.hash if row else None,
        in_force=in_force.version if in_force else None,
    )


def _may(session: Session, person: Actor, town_code: str | None, on: date) -> bool:
    """Return whether somebody could act in a town on a day, as one of the branch or a deputy."""
    held = jurisdiction.scopes_of(session, person, on)
    return person.role in DECIDES and scope_of_town(town_code) in held


def _co_officer(session: Session, act: Act, town_code: str | None) -> Officer | None:
    person_id = act.co_officer.person_id
    person = accounts.person(session, person_id) if person_id else None
    if person is None:
        return None
    one = Actor(person.id, person.name, Role(person.role), person.branch_id, session_id="")
    may = person.active and _may(session, one, town_code, act.decided_on)
    return Officer(person.id, person.name, may)


def _site_in_branch(session: Session, act: Act, place: Place) -> bool | None:
    told = (act.form or {}).get("town_code") or place.town_code
    there = organisation.branch_of_town(session, told)
    return None if there is None else there == place.branch_id


def _same_project(session: Session, act: Act) -> str:
    """Return what an earlier act on the same project is called, empty where there is none."""
    if act.act not in DECIDED or not act.project_name:
        return ""
    for other in _others(session, act):
        if other.act in DECIDED and other.state != WITHDRAWN:
            return f"{other.number or other.word}（{other.decided_on:%Y-%m-%d}）"
    return ""


def _notified_on(session: Session, act: Act) -> date | None:
    told = [one.decided_on for one in _others(session, act) if one.act == "notice"]
    return min(told, default=None)


def _others(session: Session, act: Act) -> Sequence[Registration]:
    """Return the other acts at the enterprise about a project of the same name."""
    wanted = _plain(act.project_name)
    return [
        one
        for one in queries.of_enterprise(session, act.enterprise_id)
        if one.id != act.id and _plain(str((one.form or {}).get("project_name") or "")) == wanted
    ]


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
