"""Read branches and towns."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server.core import known
from server.features.organisation.city import city
from server.features.organisation.models import Branch, Town

TOWNS_OF = select(Town.id).where(Town.branch_id == bindparam("branch")).order_by(Town.id)


def bureau_name() -> str:
    """Return what the bureau is called on its papers."""
    return str(city()["bureau"])


def branches(session: Session) -> Sequence[Branch]:
    """Return all branches in their official order."""
    return session.scalars(select(Branch).order_by(Branch.sort)).all()


def branch_named(session: Session, name: str) -> Branch | None:
    """Return the branch of a full or short name."""
    return session.scalars(
        select(Branch).where((Branch.name == name) | (Branch.short == name))
    ).one_or_none()


def towns(session: Session) -> Sequence[Town]:
    """Return all towns by code."""
    return session.scalars(select(Town).order_by(Town.id)).all()


def towns_of(session: Session, branch_id: str) -> Sequence[str]:
    """Return the codes of the towns that a branch looks after."""
    return session.scalars(TOWNS_OF, {"branch": branch_id}).all()


def town(session: Session, town_code: str) -> Town | None:
    """Return one town."""
    return known.get(session, Town, town_code)


def branch_of_town(session: Session, town_code: str | None) -> str | None:
    """Return the branch that looks after a town."""
    found = town(session, town_code) if town_code else None
    return found.branch_id if found else None


def branch(session: Session, branch_id: str) -> Branch | None:
    """Return one branch."""
    return session.get(Branch, branch_id)
