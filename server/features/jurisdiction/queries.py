"""What a person holds and reaches: one answer for phones, the office and pictures."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server.core import clock, known
from server.core.auth import WARDENS, Actor, Role
from server.features.accounts import queries as accounts
from server.features.jurisdiction.models import Deputy, TownPack
from server.features.organisation import queries as organisation

TOWN_UNKNOWN = "town:none"

PRINCIPALS = (
    select(Deputy.principal_id)
    .where(Deputy.deputy_id == bindparam("person"))
    .where(Deputy.from_on <= bindparam("day"), Deputy.to_on >= bindparam("day"))
    .order_by(Deputy.principal_id)
    .distinct()
)


def scopes_of(session: Session, actor: Actor, on: date) -> list[str]:
    """Return the scopes whose rows a person holds on a day; a device adds one of its own.

    Who keeps the sign-ins or the log holds no records of the work, whoever he was before.
    """
    if actor.role in WARDENS:
        return ["bureau"]
    question = (scopes_of, actor.person_id, actor.branch_id, on)
    return list(known.once(session, question, lambda: _scopes_of(session, actor, on)))


def reaches(session: Session, actor: Actor, scopes: Collection[str], on: date) -> bool:
    """Return whether what stands in these scopes is a person's to see, and to change if he may.

    The office reaches further than its phones hold: managers everything, a branch head what the
    people of the branch did elsewhere and what was sent to the branch for review.
    """
    if actor.sees_all_branches:
        return True
    if actor.role in WARDENS:
        return False
    held = frozenset(scopes_of(session, actor, on))
    return not held.isdisjoint(scopes) or not _office(session, actor).isdisjoint(scopes)


def marks_of(session: Session, actor: Actor) -> frozenset[str]:
    """Return by which marks the rows that a person bound to a branch may read are known.

    The scopes that `reaches` asks about, and the branches whose figures and numbers are theirs.
    """
    on = clock.today()
    principals = principals_of(session, actor.person_id, on)
    branches = {actor.branch_id, *_branches_of(session, principals)} - {None}
    return frozenset(
        {
            *scopes_of(session, actor, on),
            *_office(session, actor),
            *(f"branch:{branch}" for branch in branches),
        }
    )


def _office(session: Session, actor: Actor) -> frozenset[str]:
    """Return the scopes that a branch head reaches beyond what the own phone holds."""
    if actor.role is not Role.BRANCH_HEAD or actor.branch_id is None:
        return frozenset()
    own = accounts.people(session, branch_id=actor.branch_id)
    return frozenset({desk_of(actor.branch_id), *(f"officer:{person.id}" for person in own)})


def desk_of(branch_id: str | None) -> str:
    """Return the scope of what a branch, or headquarters, reviews; it travels to no phone."""
    return f"desk:{branch_id or 'bureau'}"


def towns_seen(session: Session, actor: Actor, on: date) -> Sequence[str] | None:
    """Return the towns whose enterprises a person may see, unknown ones aside; None: all."""
    if actor.sees_all_branches:
        return None
    if actor.role in WARDENS:
        return []
    principals = principals_of(session, actor.person_id, on)
    return sorted(_towns(session, actor, principals))


def town_packs_of(session: Session, actor: Actor) -> Sequence[str]:
    """Return the further towns that a person of headquarters carries."""
    if actor.branch_id is not None:
        return []
    chosen = select(TownPack.town_id).where(TownPack.person_id == actor.person_id)
    return session.scalars(chosen.order_by(TownPack.town_id)).all()


def principals_of(session: Session, person_id: str, on: date) -> Sequence[str]:
    """Return for whom a person stands in on a day."""
    question = (principals_of, person_id, on)
    asked = {"person": person_id, "day": on}
    return known.once(session, question, lambda: session.scalars(PRINCIPALS, asked).all())


def deputies(session: Session) -> Sequence[Deputy]:
    """Return all deputies, the latest first."""
    return session.scalars(select(Deputy).order_by(Deputy.from_on.desc(), Deputy.id)).all()


def deputy(session: Session, deputy_row_id: str) -> Deputy | None:
    """Return one time of standing in."""
    return session.get(Deputy, deputy_row_id)


def deputies_between(session: Session, pair: tuple[str, str], first: date, last: date) -> bool:
    """Return whether the second of a pair stands in for the first on any of these days."""
    principal_id, deputy_id = pair
    found = session.scalar(
        select(Deputy.id)
        .where(Deputy.principal_id == principal_id, Deputy.deputy_id == deputy_id)
        .where(Deputy.from_on <= last, Deputy.to_on >= first)
        .limit(1)
    )
    return found is not None


def _scopes_of(session: Session, actor: Actor, on: date) -> Sequence[str]:
    principals = principals_of(session, actor.person_id, on)
    return [
        "bureau",
        *(f"officer:{person}" for person in [actor.person_id, *principals]),
        *(f"town:{code}" for code in sorted(_towns(session, actor, principals))),
        TOWN_UNKNOWN,
    ]


def _towns(session: Session, actor: Actor, principals: Sequence[str]) -> frozenset[str]:
    branches = {actor.branch_id, *_branches_of(session, principals)} - {None}
    own = (organisation.towns_of(session, branch) for branch in branches if branch)
    return frozenset({*town_packs_of(session, actor), *(code for towns in own for code in towns)})


def _branches_of(session: Session, principals: Sequence[str]) -> Iterator[str | None]:
    for person_id in principals:
        person = accounts.person(session, person_id)
        yield person.branch_id if person else None
