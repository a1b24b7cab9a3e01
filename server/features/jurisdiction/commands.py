"""Take further towns along; appoint deputies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.core import audit
from server.core.auth import WARDENS, Actor, Role
from server.core.hooks import tell
from server.core.ids import new_id
from server.core.problems import NotAllowed, NotFound, Problem
from server.features.accounts import queries as accounts
from server.features.jurisdiction import queries
from server.features.jurisdiction.models import Deputy, TownPack
from server.features.organisation import queries as organisation

MAX_TOWN_PACKS = 12
# Told of a time of standing in that somebody arranged.
APPOINTED = "deputies.appointed"


class TownNotYours(Problem):
    code = "403.04"
    title = "只有局机关的同事可以加带其他镇街的资料"


class TooManyTowns(Problem):
    code = "422.03"
    title = f"最多可加带 {MAX_TOWN_PACKS} 个镇街"


class NoSuchTown(Problem):
    code = "422.70"
    title = "要加带的镇街不在名单里"


class DeputyOfOneself(Problem):
    code = "422.71"
    title = "代理人不能是本人"


class DeputyDaysWrong(Problem):
    code = "422.72"
    title = "代理的结束日期早于开始日期"


class NotDeputyOfWarden(Problem):
    code = "422.330"
    title = "安全管理员和安全审计员不办业务，不能做代理，也不需要代理"


class AlreadyDeputy(Problem):
    code = "409.70"
    title = "这段时间已经安排了同一个代理人"


@dataclass(frozen=True)
class Standin:
    """Who stands in for whom, from the first to the last civil day."""

    principal_id: str
    deputy_id: str
    from_on: date
    to_on: date


def take_town_packs(session: Session, towns: Sequence[str], *, by: Actor, at: datetime) -> None:
    """Set which further towns the caller's phones carry."""
    wanted = sorted(set(towns))
    if by.branch_id is not None and wanted:
        raise TownNotYours
    if len(wanted) > MAX_TOWN_PACKS:
        raise TooManyTowns
    if not {town.id for town in organisation.towns(session)}.issuperset(wanted):
        raise NoSuchTown
    session.execute(delete(TownPack).where(TownPack.person_id == by.person_id))
    session.add_all(TownPack(person_id=by.person_id, town_id=town, taken_at=at) for town in wanted)


def appoint_deputy(session: Session, new: Standin, *, by: Actor, at: datetime) -> Deputy:
    """Have B stand in for A; it ends by itself after the last day."""
    if new.principal_id == new.deputy_id:
        raise DeputyOfOneself
    if new.to_on < new.from_on:
        raise DeputyDaysWrong
    pair = (new.principal_id, new.deputy_id)
    _check_post(session, pair, by)
    _check_work(session, pair)
    if queries.deputies_between(session, pair, new.from_on, new.to_on):
        raise AlreadyDeputy
    row = Deputy(id=new_id(), **vars(new), appointed_by=by.person_id, appointed_at=at)
    session.add(row)
    audit.record(session, "deputy.appointed", subject=row.id, by=by, at=at, **_told(row))
    tell(APPOINTED, session, row, by, at)
    return row


def dismiss_deputy(session: Session, deputy_row_id: str, *, by: Actor, at: datetime) -> None:
    """End a time of standing in at once; the audit trail keeps when it was."""
    row = queries.deputy(session, deputy_row_id)
    if row is None:
        raise NotFound
    _check_post(session, (row.principal_id, row.deputy_id), by)
    audit.record(session, "deputy.dismissed", subject=row.id, by=by, at=at, **_told(row))
    session.delete(row)


def _check_post(session: Session, pair: tuple[str, str], by: Actor) -> None:
    """Let administrators arrange everybody, and a branch head the people of the branch."""
    if by.role not in {Role.ADMINISTRATOR, Role.BRANCH_HEAD}:
        raise NotAllowed
    for person_id in pair:
        person = accounts.person(session, person_id)
        is_ours = by.role is Role.ADMINISTRATOR or (
            person is not None and person.branch_id == by.branch_id
        )
        if person is None or not is_ours:
            raise NotFound


def _check_work(session: Session, pair: tuple[str, str]) -> None:
    people = (accounts.person(session, person_id) for person_id in pair)
    if any(person is not None and Role(person.role) in WARDENS for person in people):
        raise NotDeputyOfWarden


def _told(row: Deputy) -> dict[str, str]:
    return {
        "principal": row.principal_id,
        "deputy": row.deputy_id,
        "from_on": row.from_on.isoformat(),
        "to_on": row.to_on.isoformat(),
    }
