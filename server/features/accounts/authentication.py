"""From the cookie's token to the caller."""

from datetime import datetime, timedelta

from server.core import clock, tokens
from server.core.auth import Actor, Role
from server.core.doors import reading, writing
from server.features.accounts import queries, rotating
from server.features.accounts.models import SignIn
from server.features.accounts.queries import Caller

SEEN_EVERY = timedelta(minutes=10)


def authenticate(token: str) -> Actor | None:
    """Return who holds a living session under this token."""
    at = clock.now()
    with reading() as session:
        found = queries.caller_of_token_hash(session, tokens.hashed(token), at)
        is_copied = found is None and rotating.copied(session, token) is not None
    if is_copied:
        _end_copied(token, at)
    if found is None:
        return None
    if at - found.last_seen_at > SEEN_EVERY:
        _note_seen(found.sign_in_id)
    return Actor(
        person_id=found.person_id,
        name=found.name,
        role=Role(found.role),
        branch_id=found.branch_id,
        session_id=found.sign_in_id,
        device_id=found.device_id,
        must_rotate=_is_stale(found, at),
    )


def _is_stale(found: Caller, at: datetime) -> bool:
    """Return whether only the phone itself may go on: by its key it has the token followed."""
    if found.kid is None or found.rotated_at is None:
        return False
    return at - found.rotated_at > rotating.STALE_AFTER


def _end_copied(token: str, at: datetime) -> None:
    with writing() as session:
        rotating.end_copied(session, token, at=at)


def _note_seen(sign_in_id: str) -> None:
    with writing() as session:
        row = session.get(SignIn, sign_in_id)
        if row is not None:
            row.last_seen_at = clock.now()
