"""From the cookie's token to the caller."""

from datetime import timedelta

from server.core import clock
from server.core.auth import Actor, Role
from server.core.doors import reading, writing
from server.features.accounts import commands, queries
from server.features.accounts.models import SignIn

SEEN_EVERY = timedelta(minutes=10)


def authenticate(token: str) -> Actor | None:
    """Return who holds a living session under this token."""
    at = clock.now()
    with reading() as session:
        found = queries.caller_of_token_hash(session, commands.token_hash(token), at)
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
    )


def _note_seen(sign_in_id: str) -> None:
    with writing() as session:
        row = session.get(SignIn, sign_in_id)
        if row is not None:
            row.last_seen_at = clock.now()
