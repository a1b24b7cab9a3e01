"""Who may change what: asked by the verbs themselves, so every way in gets the same answer."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from server.core import clock
from server.core.auth import WARDENS, Actor, Role
from server.core.problems import Quarantined
from server.features.jurisdiction import queries
from server.features.organisation import queries as organisation

TOWN = "town:"
READERS = WARDENS | {Role.SUPERVISOR}


class OnlyReads(Quarantined):
    code = "403.70"
    title = "您现在的岗位只能查看，不能登记或修改"


class NoLongerYours(Quarantined):
    code = "403.71"
    title = "这一项现在不归您管，没有改动"


def refuse_readers(by: Actor) -> None:
    """Refuse everybody whose role only reads, unless somebody of the office stands behind it."""
    if by.role in READERS and not by.backed_by:
        raise OnlyReads


def refuse_out_of_reach(session: Session, by: Actor, scopes: Collection[str]) -> None:
    """Refuse a change of what is somebody else's by now; it is kept for the branch that has it.

    What a reviewer has decided to take is his to decide.
    """
    if not by.backed_by and not queries.reaches(session, by, scopes, clock.today()):
        raise NoLongerYours(desk=_branch_holding(session, scopes))


def _branch_holding(session: Session, scopes: Collection[str]) -> str | None:
    towns = sorted(scope.removeprefix(TOWN) for scope in scopes if scope.startswith(TOWN))
    return next((organisation.branch_of_town(session, town) for town in towns), None)
