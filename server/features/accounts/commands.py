"""Sign people in and out, and keep their accounts."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from server.core import audit, tokens
from server.core.auth import COOKIE_DAYS, Actor, Role
from server.core.doors import writing
from server.core.ids import new_id, new_password
from server.core.initials import initials
from server.core.problems import NotFound, Problem
from server.features.accounts import first_passwords, passwords, queries, second_factor, tries
from server.features.accounts.guessing import is_guessed
from server.features.accounts.models import (
    PartyMembership,
    Person,
    PersonPost,
    PersonRank,
    SignIn,
)
from server.features.accounts.second_factor import WrongCode

MIN_PASSWORD = 8
MAX_INITIALS = 32
LOGIN = re.compile(r"[^\s/]{1,64}")
LOGIN_RULE = "不能有空格和斜线，最多 64 个字"


class WrongPassword(Problem):
    """Name and password do not belong together; which of the two is not said."""

    code = "401.01"
    title = "登录名或密码不对"


class AccountClosed(Problem):
    code = "403.02"
    title = "这个账号已停用，请联系安全管理员"


class PasswordTooShort(Problem):
    code = "422.10"
    title = f"密码至少要 {MIN_PASSWORD} 位"


class PasswordGuessed(Problem):
    code = "422.256"
    title = "这个密码太常见，别人一试就中，请换一个"


class OldPasswordWrong(Problem):
    code = "422.15"
    title = "现在的密码不对"


class NoSuchPerson(Problem):
    code = "404.10"
    title = "没有找到这个人"


class LoginUnusable(Problem):
    code = "422.16"
    title = "这个登录名不能用"


class LoginTaken(Problem):
    code = "409.10"
    title = "这个登录名已经有人用了"


@dataclass(frozen=True)
class Browser:
    """Where somebody signs in from."""

    device_id: str | None
    user_agent: str
    address: str


@dataclass(frozen=True)
class Credentials:
    """What somebody says to be let in; `chosen` is the password that is to follow a given one.

    `code` is of an authenticator, where one is demanded.
    """

    login: str
    password: str
    chosen: str = ""
    code: str = ""


def sign_in(
    session: Session, told: Credentials, browser: Browser, *, at: datetime
) -> tuple[Person, str] | WrongPassword | WrongCode:
    """Open a session; return the person and the secret token for the cookie.

    What is wrong is returned, to be raised after the commit: it is counted while the person's row
    is held, so that of many that come side by side no more are tried than one after the other.
    """
    person = queries.person_by_login_locked(session, told.login.strip())
    tries.check_tries(session, told.login, browser.address, at=at)
    stored = person.password_hash if person else ""
    if not passwords.matches(stored, told.password) or person is None:
        tries.note_failure(session, told.login, browser.address, at=at)
        return WrongPassword()
    if not person.active:
        raise AccountClosed
    first_passwords.check(person, told.password, told.chosen, at=at)
    binds = second_factor.check(session, person, told.code, at=at)
    if isinstance(binds, WrongCode):
        return binds
    token = tokens.first()
    opened = _opened(session, person, token, browser, at)
    by = _actor(person, opened)
    if person.password_given_at is not None:
        _choose(session, person, told.chosen, by=by, at=at)
    if binds:
        audit.record(session, "sign_in.code_bound", subject=person.id, by=by, at=at)
    tries.forget_failures(session, told.login, browser.address)
    return person, token


def _opened(session: Session, person: Person, token: str, browser: Browser, at: datetime) -> SignIn:
    _end_earlier(session, person.id, browser.device_id, at)
    opened = SignIn(
        id=new_id(),
        token_hash=tokens.hashed(token),
        family_hash=tokens.hashed(tokens.family_of(token) or ""),
        person_id=person.id,
        device_id=browser.device_id,
        user_agent=browser.user_agent[:200],
        created_at=at,
        last_seen_at=at,
        expires_at=at + timedelta(days=COOKIE_DAYS),
    )
    session.add(opened)
    return opened


def _actor(person: Person, opened: SignIn) -> Actor:
    return Actor(person.id, person.name, Role(person.role), person.branch_id, opened.id)


def _end_earlier(session: Session, person_id: str, device_id: str | None, at: datetime) -> None:
    """End what the same person left open in the same browser, such as after signing out offline."""
    for found in queries.sign_ins_of(session, person_id, at):
        if device_id is not None and found.device_id == device_id:
            found.revoked_at = at


def revoke_sign_in(session: Session, sign_in_id: str, *, by: Actor, at: datetime) -> None:
    """End one session of one's own, or as security administrator of anybody."""
    found = session.get(SignIn, sign_in_id)
    if found is None or (found.person_id != by.person_id and by.role is not Role.SECURITY):
        raise NotFound
    found.revoked_at = at
    audit.record(session, "sign_in.revoked", subject=sign_in_id, by=by, at=at)


def revoke_all(session: Session, person_id: str, *, at: datetime) -> None:
    """End all sessions of a person."""
    for found in queries.sign_ins_of(session, person_id, at):
        found.revoked_at = at


def set_password(
    session: Session, person: Person, password: str, *, by: Actor | None, at: datetime
) -> None:
    """Give a person a new password for a few days and end all sessions."""
    _refuse_weak(password, person)
    person.password_hash = passwords.hashed(password)
    person.password_given_at = at
    revoke_all(session, person.id, at=at)
    audit.record(session, "password.set", subject=person.id, by=by, at=at)


def _refuse_weak(password: str, person: Person) -> None:
    if len(password) < MIN_PASSWORD:
        raise PasswordTooShort
    if is_guessed(password, (person.login, person.name, person.initials)):
        raise PasswordGuessed


@dataclass(frozen=True)
class PasswordChange:
    """The password that a person has, and the one that is wanted."""

    old: str
    new: str


def change_password(session: Session, change: PasswordChange, *, by: Actor, at: datetime) -> None:
    """Change one's own password and end one's other sessions; this one goes on."""
    person = session.get(Person, by.person_id)
    assert person is not None, "whoever is signed in has an account"
    if not passwords.matches(person.password_hash, change.old):
        raise OldPasswordWrong
    _choose(session, person, change.new, by=by, at=at)


def _choose(session: Session, person: Person, password: str, *, by: Actor, at: datetime) -> None:
    _refuse_weak(password, person)
    person.password_hash = passwords.hashed(password)
    person.password_given_at = None
    for found in queries.sign_ins_of(session, person.id, at):
        if found.id != by.session_id:
            found.revoked_at = at
    audit.record(session, "password.changed", subject=person.id, by=by, at=at)


def reset_password(name: str, *, at: datetime, drops_code: bool = False) -> str:
    """Give the person of a sign-in name, or of a name that only one has, a new password.

    `drops_code`: no codes are demanded of the person any more.
    """
    password = new_password()
    with writing() as session:
        person = queries.person_by_login(session, name) or queries.only_person_named(session, name)
        if person is None:
            raise NoSuchPerson(f"没有登录名或姓名是“{name}”的人，或者同名的不止一个")
        set_password(session, person, password, by=None, at=at)
        if drops_code:
            second_factor.drop(session, person.id, by=None, at=at)
    return password


@dataclass(frozen=True)
class NewPerson:
    """What is known of a person when the account is made; a day that nobody knows stays open."""

    login: str
    name: str
    role: Role
    branch_id: str | None = None
    title: str = ""
    rank: str = "ordinary"
    rank_from: date | None = None
    is_member: bool = False
    party_from: date | None = None
    post_from: date | None = None


def add_person(session: Session, new: NewPerson) -> Person:
    """Make an account without a password; refuse a sign-in name that is taken."""
    check_login(new.login)
    if queries.person_by_login(session, new.login) is not None:
        raise LoginTaken(new.login)
    is_member = new.is_member or new.party_from is not None
    person = Person(
        id=new_id(),
        login=new.login,
        name=new.name,
        initials=initials_of(new.name),
        title=new.title,
        role=new.role,
        branch_id=new.branch_id,
        ranks=[PersonRank(id=new_id(), rank=new.rank, from_on=new.rank_from)],
        memberships=[PartyMembership(id=new_id(), from_on=new.party_from)] if is_member else [],
    )
    session.add(person)
    session.flush()
    session.add(
        PersonPost(id=new_id(), person_id=person.id, branch_id=new.branch_id, from_on=new.post_from)
    )
    return person


def check_login(login: str) -> None:
    """Refuse what nobody could type as a sign-in name, or what a path would break."""
    if not LOGIN.fullmatch(login):
        raise LoginUnusable(f"登录名“{login}”里{LOGIN_RULE}" if login else "没有填写登录名")


def initials_of(name: str) -> str:
    """Return the pinyin initials by which a colleague is found, as many as the table holds."""
    return initials(name)[:MAX_INITIALS]
