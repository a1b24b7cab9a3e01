"""Take in what was done at a door, and judge it again: an act is a fact, doubts go to review."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from server.core import audit
from server.core.auth import Actor
from server.core.hooks import tell
from server.core.problems import Problem
from server.features.accounts import queries as accounts
from server.features.enterprises import queries as enterprises
from server.features.enterprises.import_commands import bring_back
from server.features.evidence import commands as evidence
from server.features.evidence.commands import Standing
from server.features.jurisdiction.authority import refuse_readers
from server.features.organisation import queries as organisation
from server.features.registrations import confirming, queries, standing
from server.features.registrations.building import build
from server.features.registrations.circumstances import Place
from server.features.registrations.claims import Act, Reason
from server.features.registrations.grounds import Ground, concern_of
from server.features.registrations.judging import judge
from server.features.registrations.knowing import circumstances, rules_of
from server.features.registrations.models import Registration
from server.features.registrations.numbers import number_faults


class EnterpriseUnknown(Problem):
    code = "422.110"
    title = "没有找到办理的企业"


class IdTaken(Problem):
    code = "409.111"
    title = "这次办理和局里已有的另一次办理重号"


@dataclass(frozen=True)
class Taken:
    """What became of an act: `status` is applied or duplicate; `concern` is what to look at."""

    registration: Registration
    status: str = "applied"
    concern: Problem | None = None


def take_act(session: Session, act: Act, *, by: Actor, at: datetime) -> Taken:
    """Take in a decision, exemption, referral or notice as it was told, and judge it again.

    Refused is only who may not write at all, an unknown enterprise, and an id of another act.
    """
    refuse_readers(by)
    known = queries.registration(session, act.id)
    if known is not None:
        return _told_again(known, act, by)
    place, grounds = _place(session, act, by=by, at=at)
    act = replace(act, enterprise_id=place.id)
    # The lock makes an act and what its co-officer says of it meet, whichever comes first.
    accounts.people_locked(session, {act.co_officer.person_id or by.person_id})

    rules = rules_of(session, act)
    seen = circumstances(session, act, place, by=by, at=at)
    registration = build(act, rules.regime, seen.co_officer, place, by, at)
    session.add(registration)
    faults = number_faults(session, act, place, rules.regime, by=by, at=at)
    reading = confirming.read_confirmation(session, act, seen.co_officer, at)
    if reading.is_his:
        registration.co_state, registration.co_at = confirming.CONFIRMED, reading.at
    grounds += judge(act, rules, replace(seen, number_faults=faults, co_reading=reading.fault))
    _declare(session, registration, by)
    why = Reason(act.leader_reason, act.told.device_time)
    standing.remember(registration, "decide", why, by=by.person_id, at=at)
    grounds += confirming.join_early(session, registration, at=at)
    standing.open_review(registration, grounds, act.told.command_id, by=by, at=at)
    audit.record(session, f"registration.{act.act}", subject=act.id, by=by, at=at)
    standing.settle(session, registration)
    tell(standing.ARRIVED, session, registration)
    return Taken(registration, concern=concern_of(grounds))


def _place(session: Session, act: Act, *, by: Actor, at: datetime) -> tuple[Place, list[Ground]]:
    """Return where it was, held, so that two acts on one project come one after the other."""
    found = enterprises.enterprise_locked(session, act.enterprise_id)
    grounds: list[Ground] = []
    if found is None:
        found = bring_back(session, act.enterprise_id, by=by, at=at)
        grounds.append(Ground("restored", "企业所在的导入批次已经撤销，已恢复为未核实，请核对"))
    if found is None:
        raise EnterpriseUnknown
    branch_id = organisation.branch_of_town(session, found.town_code) or by.branch_id
    return Place(found.id, found.name, found.code or "", found.town_code, branch_id), grounds


def _told_again(known: Registration, act: Act, by: Actor) -> Taken:
    is_same = known.lead_id == by.person_id and known.essence_hash == act.essence_told
    if not is_same:
        raise IdTaken
    return Taken(known, "duplicate")


def _declare(session: Session, registration: Registration, by: Actor) -> None:
    """Let the signatures come, and be seen by whoever may see the act."""
    place = Standing(registration.id, standing.scopes_of(registration))
    for sha256 in {registration.signature_sha, registration.co_signature_sha} - {None}:
        if sha256:
            evidence.declare_signature(session, place, sha256, by=by.person_id)
