"""Read people and sign-ins."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, lazyload

from server.core import known
from server.core.auth import APPOINTED, Role
from server.features.accounts.models import Person, PersonPost, SignIn
from server.features.organisation import queries as organisation

CAREER = (lazyload(Person.ranks), lazyload(Person.memberships))


@dataclass(frozen=True)
class Wanted:
    """Which people to list; None and empty text ask for all."""

    branch_id: str | None = None
    text: str = ""
    active: bool | None = None


@dataclass(frozen=True)
class Caller:
    """Who calls, by which sign-in; read at every request, so it is no more than what is needed."""

    person_id: str
    name: str
    role: str
    branch_id: str | None
    sign_in_id: str
    device_id: str | None
    last_seen_at: datetime
    kid: str | None
    rotated_at: datetime | None


# Made once, and of tables instead of classes: every request asks it. Walls that look at classes do
# not see it, so it is for the look for who calls alone, which nothing bounds.
_PEOPLE, _SIGN_INS = Person.__table__.c, SignIn.__table__.c
CALLER_OF_HASH = (
    select(*(_PEOPLE[name] for name in ("id", "name", "role", "branch_id")))
    .add_columns(
        *(_SIGN_INS[name] for name in ("id", "device_id", "last_seen_at", "kid", "rotated_at"))
    )
    .join(SignIn.__table__, _SIGN_INS.person_id == _PEOPLE.id)
    .where(
        or_(
            _SIGN_INS.token_hash == bindparam("hash"),
            _SIGN_INS.earlier_hash == bindparam("hash"),
        ),
        _SIGN_INS.revoked_at.is_(None),
        _SIGN_INS.expires_at > bindparam("at"),
        _PEOPLE.active.is_(True),
    )
)


@dataclass(frozen=True)
class Colleague:
    """Somebody of the bureau, without ranks, posts and memberships."""

    id: str
    name: str
    role: str
    branch_id: str | None


def person(session: Session, person_id: str) -> Person | None:
    """Return one person."""
    return known.get(session, Person, person_id)


def foresee(session: Session, ids: Collection[str]) -> None:
    """Load the people of these ids at once; ranks and memberships when a quota asks for them."""
    known.foresee(session, Person, ids, without=CAREER)


def person_by_login(session: Session, login: str) -> Person | None:
    """Return the person of a sign-in name."""
    return session.scalars(select(Person).where(Person.login == login)).one_or_none()


def person_by_login_locked(session: Session, login: str) -> Person | None:
    """Return the person of a sign-in name, held until the end of the transaction."""
    found = select(Person).where(Person.login == login).with_for_update()
    return session.scalars(found).one_or_none()


def people(session: Session, *, branch_id: str | None = None) -> Sequence[Person]:
    """Return everybody, or those of one branch, by branch and name."""
    found = select(Person).order_by(Person.branch_id, Person.initials, Person.id)
    if branch_id is not None:
        found = found.where(Person.branch_id == branch_id)
    return session.scalars(found).all()


def colleagues(session: Session) -> Sequence[Colleague]:
    """Return everybody, by branch and name, as fast as names can be read."""
    columns = (Person.id, Person.name, Person.role, Person.branch_id)
    found = select(*columns).order_by(Person.branch_id, Person.initials, Person.id)
    return [Colleague(*row) for row in session.execute(found)]


def people_like(session: Session, wanted: Wanted) -> Sequence[Person]:
    """Return the people of a branch, name fragment, initials or sign-in name, or state."""
    found = select(Person).order_by(Person.branch_id, Person.initials, Person.id)
    if wanted.branch_id is not None:
        found = found.where(Person.branch_id == wanted.branch_id)
    if wanted.active is not None:
        found = found.where(Person.active.is_(wanted.active))
    if text := wanted.text.strip():
        names = (Person.name, Person.initials, Person.login)
        found = found.where(or_(*(column.icontains(text, autoescape=True) for column in names)))
    return session.scalars(found).all()


def people_locked(session: Session, ids: Collection[str] | None) -> Sequence[Person]:
    """Return some or all people, held until the end of the transaction, always in one order."""
    found = select(Person).order_by(Person.id).with_for_update(key_share=True)
    if ids is not None:
        found = found.where(Person.id.in_(ids))
    return session.scalars(found).all()


def posts_of_people(session: Session, ids: Collection[str] | None) -> dict[str, list[PersonPost]]:
    """Return where some or all people belonged and belong, by person, the earliest first."""
    found = select(PersonPost).order_by(PersonPost.from_on.asc().nulls_first(), PersonPost.id)
    if ids is not None:
        found = found.where(PersonPost.person_id.in_(ids))
    posts: dict[str, list[PersonPost]] = {}
    for post in session.scalars(found):
        posts.setdefault(post.person_id, []).append(post)
    return posts


def only_person_named(session: Session, name: str) -> Person | None:
    """Return the person of a name, unless there are several."""
    found = session.scalars(select(Person).where(Person.name == name).limit(2)).all()
    return found[0] if len(found) == 1 else None


def some_officer(session: Session) -> Colleague | None:
    """Return an officer who may sign in, whoever it is."""
    columns = (Person.id, Person.name, Person.role, Person.branch_id)
    living = (Person.role == Role.OFFICER, Person.active.is_(True))
    row = session.execute(select(*columns).where(*living).order_by(Person.id).limit(1)).first()
    return row and Colleague(*row)


def active_appointed(session: Session, *, holds: bool = True) -> dict[str, str]:
    """Return the roles of the three administrators and of who watches, by person.

    Held until the end of the transaction where it is about to change.
    """
    living = (Person.role.in_(sorted(APPOINTED)), Person.active.is_(True))
    found = select(Person.id, Person.role).where(*living).order_by(Person.id)
    rows = session.execute(found.with_for_update() if holds else found)
    return {row.id: row.role for row in rows}


def has_people(session: Session) -> bool:
    """Return whether anybody has an account."""
    return session.scalar(select(Person.id).limit(1)) is not None


def caller_of_token_hash(session: Session, token_hash: str, at: datetime) -> Caller | None:
    """Return whose living sign-in has a token; None when there is none or the person has left.

    A token is good until the one that follows it is followed in its turn.
    """
    asked = {"hash": token_hash, "at": at}
    found: Any = session.execute(CALLER_OF_HASH, asked).one_or_none()
    return Caller(*found) if found else None


def sign_ins_of(session: Session, person_id: str, at: datetime) -> Sequence[SignIn]:
    """Return where a person is signed in, latest first."""
    return session.scalars(
        select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None), SignIn.expires_at > at)
        .order_by(SignIn.last_seen_at.desc())
    ).all()


def is_signed_in(session: Session, person_id: str, device_id: str, at: datetime) -> bool:
    """Return whether a person who has not left is signed in on a device."""
    living = (SignIn.revoked_at.is_(None), SignIn.expires_at > at, Person.active.is_(True))
    found = select(SignIn.id).join(Person, Person.id == SignIn.person_id)
    own = found.where(SignIn.person_id == person_id, SignIn.device_id == device_id, *living)
    return session.scalar(own.limit(1)) is not None


def signed_in_at(session: Session, sign_in_id: str) -> datetime:
    """Return when a sign-in that still stands was made."""
    return session.scalars(select(SignIn.created_at).where(SignIn.id == sign_in_id)).one()


@dataclass(frozen=True)
class Names:
    """What the ids of people, branches and towns are called on the screen."""

    people: Mapping[str, str]
    branches: Mapping[str, str]
    towns: Mapping[str, str]


def names(session: Session) -> Names:
    """Return what everybody and every place is called, for lists."""
    return Names(
        people={person.id: person.name for person in people(session)},
        branches={branch.id: branch.short for branch in organisation.branches(session)},
        towns={town.id: town.name for town in organisation.towns(session)},
    )
