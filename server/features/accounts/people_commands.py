"""Keep the accounts of people: what they may do, since when they hold which rank."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from server.core import audit, clock, hooks
from server.core.auth import Actor, Role
from server.core.ids import new_id, new_password
from server.core.problems import NotFound, Problem
from server.features.accounts import commands, passwords, queries, second_factor, separation
from server.features.accounts.commands import LoginTaken, NewPerson
from server.features.accounts.models import PartyMembership, Person, PersonPost, PersonRank
from server.features.organisation import queries as organisation

ONE_DAY = timedelta(days=1)
STANDING_CHANGED = "people.standing_changed"


class BranchHeadWithoutBranch(Problem):
    code = "422.11"
    title = "分局长要有所属分局"


class BranchUnknown(Problem):
    code = "422.12"
    title = "没有这个分局"


class EndsBeforeItStarts(Problem):
    code = "422.13"
    title = "结束日期早于开始日期"


class TimesOverlap(Problem):
    code = "409.12"
    title = "这段时间与已有的记录重叠"


def open_account(
    session: Session, new: NewPerson, *, by: Actor | None, at: datetime
) -> tuple[Person, str]:
    """Make an account with a random first password, which nobody can read again later."""
    separation.refuse_appointed(new.role, by)
    _check_branch(session, new.role, new.branch_id)
    password = new_password()
    person = commands.add_person(session, new)
    person.password_hash = passwords.hashed_random(password)
    person.password_given_at = at
    audit.record(session, "person.added", subject=person.id, by=by, at=at)
    hooks.tell(STANDING_CHANGED, session, frozenset({person.id}))
    return person, password


def amend_person(
    session: Session, person_id: str, changes: Mapping[str, Any], *, by: Actor, at: datetime
) -> Person:
    """Set name, sign-in name, title, role, branch or active; closing an account ends sessions."""
    # Held from the start, so that two administrators cannot be closed at once.
    appointed = queries.active_appointed(session)
    person = known_person(session, person_id)
    changes = {name: new for name, new in changes.items() if getattr(person, name) != new}
    if not changes:
        return person
    separation.refuse_change(person, changes, by)
    _check_login(session, person, changes.get("login", person.login))
    told = {"role": person.role, "branch_id": person.branch_id, **changes}
    _check_branch(session, told["role"], told["branch_id"])
    if told["branch_id"] != person.branch_id:
        _transfer(session, person.id, told["branch_id"], on=clock.city_date(at))
    for field, value in changes.items():
        setattr(person, field, value)
    person.initials = commands.initials_of(person.name)
    session.flush()
    separation.refuse_last(session, appointed)
    if not person.active:
        commands.revoke_all(session, person.id, at=at)
    facts = {"fields": sorted(changes), **_told(changes)}
    audit.record(session, "person.amended", subject=person.id, by=by, at=at, **facts)
    hooks.tell(STANDING_CHANGED, session, frozenset({person.id}))
    return person


def give_new_password(session: Session, person_id: str, *, by: Actor, at: datetime) -> str:
    """Replace a forgotten password by a random one and end all sessions."""
    password = new_password()
    person = known_person(session, person_id)
    separation.refuse_appointed(person.role, by)
    commands.set_password(session, person, password, by=by, at=at)
    return password


def demand_code(session: Session, person_id: str, *, by: Actor, at: datetime) -> None:
    """Have a person sign in by codes of an authenticator, beginning now.

    Binding anew takes the authenticator of before away, which no desk does to one of the appointed.
    """
    person = known_person(session, person_id)
    if second_factor.state_of(session, person.id) == second_factor.BOUND:
        separation.refuse_appointed(person.role, by)
    second_factor.demand(session, person.id, by=by, at=at)
    commands.revoke_all(session, person.id, at=at)


def end_sessions(session: Session, person_id: str, *, by: Actor, at: datetime) -> None:
    """Sign a person out everywhere."""
    person = known_person(session, person_id)
    commands.revoke_all(session, person.id, at=at)
    audit.record(session, "sign_in.all_revoked", subject=person.id, by=by, at=at)


def add_rank(
    session: Session,
    person_id: str,
    rank: str,
    days: tuple[date, date | None],
    *,
    by: Actor | None,
    at: datetime,
) -> Person:
    """Note a rank from a day on; the rank held until then ends the day before."""
    person = known_person(session, person_id)
    _check_days(days)
    if any(held.from_on == days[0] for held in person.ranks):
        raise TimesOverlap
    person.ranks.append(PersonRank(id=new_id(), rank=rank, from_on=days[0], to_on=days[1]))
    _end_each_before_the_next(person.ranks)
    _note_standing(session, person, by=by, at=at)
    return person


def remove_rank(
    session: Session, person_id: str, rank_id: str, *, by: Actor, at: datetime
) -> Person:
    """Take a rank back that was noted by mistake; the one it ended goes on in its place."""
    person = known_person(session, person_id)
    wrong = next((held for held in person.ranks if held.id == rank_id), None)
    if wrong is None:
        raise NotFound
    ended_on = wrong.from_on and wrong.from_on - ONE_DAY
    for held in person.ranks:
        if held.to_on is not None and held.to_on == ended_on:
            held.to_on = wrong.to_on
    person.ranks.remove(wrong)
    _note_standing(session, person, by=by, at=at)
    return person


def add_membership(
    session: Session, person_id: str, days: tuple[date, date | None], *, by: Actor, at: datetime
) -> Person:
    """Note a time of party membership."""
    person = known_person(session, person_id)
    _check_days(days)
    first, last = days
    for held in person.memberships:
        if first <= (held.to_on or date.max) and _first_day(held) <= (last or date.max):
            raise TimesOverlap
    person.memberships.append(PartyMembership(id=new_id(), from_on=first, to_on=last))
    _note_standing(session, person, by=by, at=at)
    return person


def remove_membership(
    session: Session, person_id: str, membership_id: str, *, by: Actor, at: datetime
) -> Person:
    """Take a time of party membership back."""
    person = known_person(session, person_id)
    wrong = next((held for held in person.memberships if held.id == membership_id), None)
    if wrong is None:
        raise NotFound
    person.memberships.remove(wrong)
    _note_standing(session, person, by=by, at=at)
    return person


def known_person(session: Session, person_id: str) -> Person:
    """Return a person; refuse ids of nobody."""
    person = queries.person(session, person_id)
    if person is None:
        raise NotFound
    return person


def _told(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a change stands in the log beside the names of its fields."""
    return {name: changes[name] for name in ("role", "active") if name in changes}


def _transfer(session: Session, person_id: str, branch_id: str | None, *, on: date) -> None:
    """Have a person belong to another branch from a day on; what began that day never was."""
    for post in queries.posts_of_people(session, [person_id]).get(person_id, []):
        if (post.from_on or date.min) >= on:
            session.delete(post)
        elif post.to_on is None or post.to_on >= on:
            post.to_on = on - ONE_DAY
    session.add(PersonPost(id=new_id(), person_id=person_id, branch_id=branch_id, from_on=on))


def _check_login(session: Session, person: Person, login: str) -> None:
    commands.check_login(login)
    holder = queries.person_by_login(session, login)
    if holder is not None and holder.id != person.id:
        raise LoginTaken(login)


def _check_branch(session: Session, role: str, branch_id: str | None) -> None:
    if branch_id is None and role == Role.BRANCH_HEAD:
        raise BranchHeadWithoutBranch
    if branch_id is not None and organisation.branch(session, branch_id) is None:
        raise BranchUnknown


def _check_days(days: tuple[date, date | None]) -> None:
    first, last = days
    if last is not None and last < first:
        raise EndsBeforeItStarts


def _end_each_before_the_next(ranks: Sequence[PersonRank]) -> None:
    for earlier, later in pairwise(sorted(ranks, key=_first_day)):
        if earlier.to_on is None or earlier.to_on >= _first_day(later):
            earlier.to_on = _first_day(later) - ONE_DAY


def _first_day(held: PersonRank | PartyMembership) -> date:
    return held.from_on or date.min


def _note_standing(session: Session, person: Person, *, by: Actor | None, at: datetime) -> None:
    session.flush()
    session.refresh(person, ["ranks", "memberships"])
    audit.record(session, "person.standing_changed", subject=person.id, by=by, at=at)
    hooks.tell(STANDING_CHANGED, session, frozenset({person.id}))
