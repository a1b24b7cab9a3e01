"""Read papers, what is still to be made of them, and their files."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.features.documents.models import Paper, PaperFile, PaperOrder


def paper(session: Session, paper_id: str) -> Paper | None:
    """Return one paper."""
    return session.get(Paper, paper_id)


def papers_of(session: Session, registration_id: str) -> Sequence[Paper]:
    """Return the papers of an act in the order of their kinds' names."""
    found = select(Paper).where(Paper.registration_id == registration_id)
    return session.scalars(found.order_by(Paper.kind)).all()


def order(session: Session, paper_id: str) -> PaperOrder | None:
    """Return what is still to be made of a paper."""
    return session.get(PaperOrder, paper_id)


def next_due(session: Session, at: datetime) -> PaperOrder | None:
    """Return the order that has been due for longest; None when none is."""
    due = select(PaperOrder).join(Paper).where(PaperOrder.due_at <= at, Paper.state == "queued")
    return session.scalars(due.order_by(PaperOrder.due_at, PaperOrder.paper_id).limit(1)).first()


def failed(session: Session) -> Sequence[tuple[Paper, PaperOrder]]:
    """Return the papers that could not be made, with why, the oldest first."""
    found = select(Paper, PaperOrder).join(PaperOrder).where(Paper.state == "failed")
    return [(one, order) for one, order in session.execute(found.order_by(PaperOrder.ordered_at))]


def waiting(session: Session, since: datetime) -> int:
    """Return how many papers were ordered before an instant and are still to be made."""
    late = (Paper.state == "queued", PaperOrder.ordered_at < since)
    counted = select(func.count()).select_from(PaperOrder).join(Paper).where(*late)
    return session.scalar(counted) or 0


def file(session: Session, paper_id: str, sha256: str) -> bytes | None:
    """Return a file of a paper."""
    found = session.get(PaperFile, (paper_id, sha256))
    return found.content if found else None
