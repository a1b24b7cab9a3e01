"""What acts at the door call for: their papers, in the transaction that makes them stand."""

from collections.abc import Iterator
from typing import Protocol

from sqlalchemy.orm import Session

from server.core import clock
from server.features.documents import queries
from server.features.documents.commands import order_paper, take_off
from server.features.documents.models import Paper
from server.features.documents.wording import RECEIPT, WITHDRAWAL, number_of, title_of
from server.features.jurisdiction.queries import TOWN_UNKNOWN

# What an enterprise applied for; the others are told to it.
APPLIED_FOR = frozenset({"decision", "assistance"})


class Told(Protocol):
    """What is needed of an act."""

    id: str
    act: str
    number: str | None
    town_code: str | None
    lead_id: str
    co_id: str | None


def follow_arrived(session: Session, act: Told) -> None:
    """Have the receipt of an application made, whatever will be decided of it."""
    if act.act in APPLIED_FOR:
        _order(session, act, RECEIPT)


def follow_standing(session: Session, act: Told) -> None:
    """Have the paper made of an act that stands now, or that stands and says something else."""
    _order(session, act, act.act)


def follow_withdrawn(session: Session, act: Told) -> None:
    """Have a paper say that an act was taken back; what was not made of it yet never is."""
    for kind in (act.act, RECEIPT):
        take_off(session, paper_id(act, kind))
    _order(session, act, WITHDRAWAL)


def follow_moved(session: Session, act: Told) -> None:
    """Have the papers of an act stand where it now stands."""
    for paper in queries.papers_of(session, act.id):
        paper.scopes = sorted(_scopes(act))


def paper_id(act: Told, kind: str) -> str:
    """Return the id of the paper of a kind that an act has."""
    return f"{act.id}-{kind}"


def _order(session: Session, act: Told, kind: str) -> None:
    wanted = Paper(
        id=paper_id(act, kind),
        registration_id=act.id,
        kind=kind,
        title=title_of(kind, act.act, act.number or ""),
        number=number_of(kind, act.number or ""),
        scopes=sorted(_scopes(act)),
    )
    order_paper(session, wanted, at=clock.now())


def _scopes(act: Told) -> Iterator[str]:
    yield f"town:{act.town_code}" if act.town_code else TOWN_UNKNOWN
    yield from (f"officer:{person}" for person in (act.lead_id, act.co_id) if person)
