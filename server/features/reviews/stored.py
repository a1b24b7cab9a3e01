"""The command that a review keeps: read it again, and run it again for the one who made it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from server.core import audit, reviewing, running, verbs
from server.core.audit import AuditEntry
from server.core.auth import Actor, Role
from server.core.doors import is_contention, is_disk_full
from server.core.json_text import storable
from server.features.accounts import queries as accounts
from server.features.reviews.models import Review
from sync.protocol import Command
from sync.store import Outcome
from sync.troubles import POISON, UNKNOWN
from sync.upcasting import UPCASTERS, upcast

log = structlog.get_logger()


def kept(command: Command | None) -> dict[str, Any] | None:
    """Return a command as the review list keeps it, without letters that no database takes."""
    plain: dict[str, Any] | None = storable(asdict(command)) if command else None
    return plain


def command_of(review: Review) -> Command | None:
    """Return the command of a review as it is said today; None when it could not be read."""
    told = review.command
    if told is None:
        return None
    command = Command(**{**told, "deps": tuple(told["deps"]), "blobs": tuple(told["blobs"])})
    return upcast(command, UPCASTERS)


def rerun(
    session: Session, review: Review, command: Command, *, backed_by: str | None, at: datetime
) -> Outcome:
    """Run a command of the review's device; what fails or is unknown stays in quarantine."""
    by = author(session, review, backed_by)
    kind = reviewing.of(command)
    at = review.created_at if kind and kind.counts_from_arrival else at
    try:
        outcome = running.run(verbs.installed(), session, command, by=by, at=at)
    except Exception as error:
        # A busy or full database is not the command's fault: nothing was done.
        if is_contention(error) or is_disk_full(error):
            raise
        log.exception("review.failed", seq=review.seq)
        return Outcome("quarantined", problem=POISON)
    return outcome or Outcome("quarantined", problem=UNKNOWN)


def author(session: Session, review: Review, backed_by: str | None) -> Actor:
    """Return who made the command, perhaps with somebody of the office behind."""
    person = accounts.person(session, review.person_id)
    assert person is not None, "people are never deleted"
    return Actor(
        person.id,
        person.name,
        Role(person.role),
        person.branch_id,
        session_id="review",
        device_id=review.device_id,
        backed_by=backed_by,
    )


def last_deed(session: Session, review: Review) -> AuditEntry | None:
    """Return what was last done, by whomever, to the record that the command is about."""
    command = command_of(review)
    kind = reviewing.of(command) if command else None
    if command is None or kind is None:
        return None
    return audit.last_deed(session, kind.subject(session, command).record_id)
