"""Three administrators: who may change what of an account (docs/decisions/0024).

What a person is told as is the system administrator's; signing in, and as what, is the security
administrator's. The three, and who watches over all, are named at the server's console alone, so
that no desk makes one of them, becomes one, or comes by the password of one.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from server.core.auth import APPOINTED, Actor, Role
from server.core.problems import Problem
from server.features.accounts import queries
from server.features.accounts.models import Person
from server.features.accounts.standing import ROLE_WORDS

THREE = (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)
OF_SIGNING_IN = frozenset({"login", "role", "active"})
APPOINT = "请在服务器上运行：doorstep administrators appoint"


class OfAnother(Problem):
    code = "403.331"
    title = "姓名、职务和分局由系统管理员修改，登录名、角色和停用由安全管理员修改"


class OwnAccount(Problem):
    code = "403.332"
    title = "不能改自己的登录名和角色，也不能停用自己，请另一位安全管理员办理"


class AppointedAtTheServer(Problem):
    code = "403.333"
    title = "系统管理员、安全管理员、安全审计员和监察人员只能在服务器上任命、恢复或重设密码"


class LastOfItsKind(Problem):
    code = "409.11"
    title = "系统管理员、安全管理员、安全审计员和监察人员，有了就至少要各保留一名在用的"


def missing(session: Session) -> list[Role]:
    """Return which of the three nobody is, in a bureau that has people at all."""
    held = set(queries.active_appointed(session, holds=False).values())
    return [role for role in THREE if role not in held] if queries.has_people(session) else []


def missing_words(roles: Collection[Role]) -> str:
    """Return what nobody does while some of the three are missing, and what makes them."""
    named = "和".join(ROLE_WORDS[role] for role in roles)
    return f"还没有{named}。{APPOINT} 角色 登录名（角色：{'、'.join(roles)}）"


def refuse_appointed(role: str, by: Actor | None) -> None:
    """Refuse to give at a desk what is given at the console, to let in or to give a password to."""
    if by is not None and role in APPOINTED:
        raise AppointedAtTheServer(APPOINT)


def refuse_change(person: Person, changes: Mapping[str, Any], by: Actor) -> None:
    """Refuse a change that is another administrator's, or of the caller's own sign-in.

    To take a sign-in away from one of the appointed is allowed, to give it is not.
    """
    of_signing_in = changes.keys() & OF_SIGNING_IN
    own = of_signing_in if by.role is Role.SECURITY else changes.keys() - OF_SIGNING_IN
    if own != changes.keys():
        raise OfAnother
    if of_signing_in and person.id == by.person_id:
        raise OwnAccount
    if "role" in changes:
        refuse_appointed(changes["role"], by)
    if "login" in changes or changes.get("active"):
        refuse_appointed(person.role, by)


def refuse_last(session: Session, before: Mapping[str, str]) -> None:
    """Refuse a change after which nobody is left of a kind that there was before."""
    left = set(queries.active_appointed(session).values())
    if not left.issuperset(before.values()):
        raise LastOfItsKind
