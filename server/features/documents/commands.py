"""Order papers in the transaction that calls for them, and take in what the press made."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from server.core import audit
from server.features.documents import queries
from server.features.documents.models import Paper, PaperFile, PaperOrder

QUEUED, READY, FAILED = "queued", "ready", "failed"
# How long after each failure a paper is tried again; after the last it is for the operators.
WAITS = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


def order_paper(
    session: Session, wanted: Paper, *, at: datetime, due_at: datetime | None = None
) -> Paper:
    """Have a paper of an act made; one that was made before is made anew and replaces it."""
    paper = queries.paper(session, wanted.id)
    if paper is None:
        session.add(wanted)
        paper = wanted
    paper.state, paper.title, paper.number = QUEUED, wanted.title, wanted.number
    order = queries.order(session, paper.id)
    if order is None:
        order = PaperOrder(paper_id=paper.id)
        session.add(order)
    order.ordered_at, order.due_at = at, due_at or at
    order.tries, order.trouble = 0, ""
    return paper


def take_off(session: Session, paper_id: str) -> None:
    """Have a paper that was never made not be made any more; it was nothing to anybody."""
    paper, order = queries.paper(session, paper_id), queries.order(session, paper_id)
    if paper is None or order is None or paper.sha256 is not None:
        return
    session.delete(order)
    session.flush()
    session.delete(paper)


def deliver(
    session: Session, paper_id: str, ordered_at: datetime, pdf: bytes, *, at: datetime
) -> bool:
    """Take in a sealed paper; False where it was taken off or ordered anew while it was made."""
    paper, order = queries.paper(session, paper_id), queries.order(session, paper_id)
    if paper is None or order is None or order.ordered_at != ordered_at:
        return False
    seal = sha256(pdf).hexdigest()
    session.add(PaperFile(paper_id=paper.id, sha256=seal, made_at=at, content=pdf))
    paper.state, paper.sha256, paper.bytes, paper.issued_at = READY, seal, len(pdf), at
    session.delete(order)
    audit.record(session, "paper.made", subject=paper.id, by=None, at=at, sha256=seal)
    return True


def note_failure(
    session: Session, paper_id: str, words: str, *, is_final: bool, at: datetime
) -> None:
    """Write down why a paper was not made, and when to try again if that may help."""
    paper, order = queries.paper(session, paper_id), queries.order(session, paper_id)
    if paper is None or order is None:
        return
    order.trouble = words
    if is_final or order.tries >= len(WAITS):
        paper.state = FAILED
        audit.record(session, "paper.failed", subject=paper.id, by=None, at=at, trouble=words)
        return
    order.due_at = at + WAITS[order.tries]
    order.tries += 1


def try_again(session: Session, *, at: datetime) -> int:
    """Order every failed paper anew; return how many there are."""
    found = queries.failed(session)
    for paper, order in found:
        paper.state = QUEUED
        order.due_at, order.tries, order.trouble = at, 0, ""
    return len(found)
