"""Who are the three administrators, and who watches: named at the server's console alone."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from server.core import audit, hooks
from server.core.auth import APPOINTED, Role
from server.core.doors import reading, writing
from server.core.ids import new_password
from server.core.problems import Problem
from server.features.accounts import commands, people_commands, queries, separation
from server.features.accounts.commands import NewPerson
from server.features.accounts.models import Person
from server.features.accounts.standing import ROLE_WORDS


class NameWanted(Problem):
    code = "422.331"
    title = "还没有这个登录名，新建账号要加 --name 姓名"


class NameDiffers(Problem):
    code = "422.332"
    title = "这个登录名是另一个人的"


def lines() -> Iterator[str]:
    """Yield who holds which of the four roles, and what is missing."""
    with reading() as session:
        held = queries.active_appointed(session, holds=False)
        for role in sorted(APPOINTED, key=list(Role).index):
            people = [queries.person(session, one) for one in held if held[one] == role]
            names = "、".join(f"{one.name}（{one.login}）" for one in people if one)
            yield f"{ROLE_WORDS[role]} {role}：{names or '没有'}"
        if lacking := separation.missing(session):
            yield separation.missing_words(lacking)


def appoint(role: Role, login: str, name: str, *, at: datetime) -> str:
    """Have somebody be one of the three or watch, known or new; return the new password.

    Whoever knew an earlier password of that person, or is still signed in by it, is shut out.
    """
    with writing() as session:
        before = queries.active_appointed(session)
        person = queries.person_by_login(session, login)
        earlier = person.role if person else ""
        if person is None:
            person, password = _opened(session, NewPerson(login, name, role), at)
        else:
            password = _raised(session, person, role, name, at)
        separation.refuse_last(session, before)
        facts = {"role": role, "before": earlier}
        audit.record(session, "administrator.appointed", subject=person.id, by=None, at=at, **facts)
    return password


def _opened(session: Session, new: NewPerson, at: datetime) -> tuple[Person, str]:
    if not new.name:
        raise NameWanted
    return people_commands.open_account(session, new, by=None, at=at)


def _raised(session: Session, person: Person, role: Role, name: str, at: datetime) -> str:
    if name and name != person.name:
        raise NameDiffers(f"{person.login}：{person.name}")
    person.role, person.active = role, True
    password = new_password()
    commands.set_password(session, person, password, by=None, at=at)
    session.flush()
    hooks.tell(people_commands.STANDING_CHANGED, session, frozenset({person.id}))
    return password
