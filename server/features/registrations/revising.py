"""Correct what an act says, or take it back: with a reason, and never silently."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core import audit, held_rows
from server.core.auth import Actor, Role
from server.core.hooks import tell
from server.core.merging import three_way
from server.core.problems import Conflict, NotFound, Problem
from server.features.enterprises import queries as enterprises
from server.features.jurisdiction.authority import refuse_out_of_reach, refuse_readers
from server.features.registrations import queries, rejudging, standing
from server.features.registrations.claims import Reason
from server.features.registrations.grounds import concern_of
from server.features.registrations.models import Registration

OUTSIDE_THE_FORM = ("filing_number", "representative", "representative_title")
# Who of the office may change an act of others, within reach.
HEADS = frozenset({Role.BRANCH_HEAD, Role.MANAGER})
Changes = Mapping[str, tuple[Any, Any]]


class NotYourAct(Problem):
    code = "403.111"
    title = "只有主办人、协办人、分局长和管理人员可以更正或撤回这次办理"


class AlreadyWithdrawn(Problem):
    code = "409.112"
    title = "这次现场办理已经撤回"


class DoubtfulCorrection(Problem):
    code = "409.114"
    title = "这样更正以后不再符合要求，没有更正"


@dataclass(frozen=True)
class Corrected:
    """What became of a correction: `concern` is what the corrected form now gives to look at."""

    registration: Registration
    concern: Problem | None = None


def correct_act(
    session: Session,
    registration_id: str,
    changes: Changes,
    why: Reason,
    *,
    by: Actor,
    at: datetime,
) -> Corrected:
    """Set fields of the form, the filing number or the representative from old to new.

    Number, outcome and what both officers stood for stay as they are; the corrected form is judged
    again. Acts of law are never merged by themselves: a crossed field refuses all with Conflict.
    """
    registration = _own_standing(session, registration_id, by)
    merge = three_way({**dict.fromkeys(changes), **values_of(registration)}, changes)
    if merge.crossed:
        raise Conflict("这次办理的内容已被别人改过", mine=merge.mine, theirs=merge.theirs)
    if not merge.clean:
        return Corrected(registration)
    _set(registration, {field: new for field, (_, new) in merge.clean.items()})
    told = {field: [old, new] for field, (old, new) in merge.clean.items()}
    standing.remember(registration, "correct", why, by=by.person_id, at=at, changes=told)
    grounds = rejudging.new_grounds(session, registration, by=by, at=at)
    standing.open_review(registration, grounds, why.command_id, by=by, at=at)
    fields = sorted(told)
    audit.record(
        session, "registration.corrected", subject=registration.id, by=by, at=at, fields=fields
    )
    standing.settle(session, registration)
    if registration.state == standing.CONFIRMED:
        tell(standing.CORRECTED, session, registration)
    return Corrected(registration, concern_of(grounds))


def answer_for(session: Session, done: Corrected, why: Reason, *, by: Actor, at: datetime) -> None:
    """Have a head who corrects at the desk answer for what that gives to look at; refuse others.

    Whoever sits in front of it decides now, with nothing half done behind him.
    """
    assert done.concern is not None, "there is something to answer for"
    if by.role not in HEADS:
        raise DoubtfulCorrection(done.concern.detail)
    pass_grounds(session, done.registration.id, why, by=by, at=at)


def withdraw_act(
    session: Session, registration_id: str, why: Reason, *, by: Actor, at: datetime
) -> Registration:
    """Take an act back; it stays to be read, its number stays used, and a paper says so."""
    registration = _own_standing(session, registration_id, by)
    registration.state, registration.withdrawn_reason = standing.WITHDRAWN, why.words
    standing.remember(registration, "withdraw", why, by=by.person_id, at=at)
    audit.record(session, "registration.withdrawn", subject=registration.id, by=by, at=at)
    standing.settle(session, registration)
    standing.take_back(session, registration, at=at)
    return registration


def pass_grounds(
    session: Session, registration_id: str, why: Reason, *, by: Actor, at: datetime
) -> None:
    """Let pass, with the reviewer's words, what a command gave to look at; the act stands."""
    registration = queries.registration_locked(session, registration_id)
    if registration is None:
        raise NotFound
    registration.grounds = [
        {**ground, "passed": ground["passed"] or ground["command"] == why.command_id}
        for ground in registration.grounds
    ]
    standing.remember(registration, "accept", why, by=by.person_id, at=at)
    audit.record(session, "registration.accepted", subject=registration.id, by=by, at=at)
    standing.settle(session, registration)


def values_of(registration: Registration) -> dict[str, Any]:
    """Return what may be corrected, as it stands: the form's fields and those beside it."""
    beside = {name: getattr(registration, name) for name in OUTSIDE_THE_FORM}
    return {**(registration.form or {}), **beside}


def _own_standing(session: Session, registration_id: str, by: Actor) -> Registration:
    refuse_readers(by)
    registration = queries.registration(session, registration_id)
    if registration is None:
        raise NotFound
    refuse_out_of_reach(session, by, standing.scopes_of(registration))
    is_own = by.person_id in {registration.lead_id, registration.co_id}
    if not (is_own or by.role in HEADS or by.backed_by):
        raise NotYourAct
    # The lock comes before the act's own, in the order of taking it in.
    enterprises.enterprise_locked(session, registration.enterprise_id)
    held_rows.hold(session, registration)
    if registration.state == standing.WITHDRAWN:
        raise AlreadyWithdrawn
    return registration


def _set(registration: Registration, values: Mapping[str, Any]) -> None:
    inside = {field: new for field, new in values.items() if field not in OUTSIDE_THE_FORM}
    if inside:
        registration.form = {**(registration.form or {}), **inside}
    for field in OUTSIDE_THE_FORM:
        if field in values:
            setattr(registration, field, values[field])
