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
        found = queries.sign_in_by_token_hash(session, commands.token_hash(token), at)
        person = queries.person(session, found.person_id) if found else None
    if found is None or person is None or not person.active:
        return None
    if at - found.last_seen_at > SEEN_EVERY:
        _note_seen(found)
    return Actor(
        person_id=person.id,
        name=person.name,
        role=Role(person.role),
        branch_id=person.branch_id,
        session_id=found.id,
        device_id=found.device_id,
    )


def _note_seen(found: SignIn) -> None:
    with writing() as session:
        row = session.get(SignIn, found.id)
        if row is not None:
            row.last_seen_at = clock.now()
