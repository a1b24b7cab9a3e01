"""The token of a sign-in is followed by another one; who comes with an older one is a copy."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core import audit, tokens
from server.core.auth import Actor
from server.core.problems import NotSignedIn
from server.features.accounts.models import SignIn

# A phone keeps its cookies on disk long before the next one comes.
EVERY = timedelta(hours=1)
# Of a bound sign-in: after that a token is good for nothing but to be followed.
STALE_AFTER = timedelta(hours=24)


def is_due(session: Session, caller: Actor, token: str, *, at: datetime) -> bool:
    """Return whether a token should be followed by another one now."""
    row = session.get(SignIn, caller.session_id)
    return row is not None and _is_due(row, token, at)


def follow(session: Session, caller: Actor, token: str, *, kid: str, at: datetime) -> str | None:
    """Give a sign-in its next token, bound to the key that asked; None where none is due.

    The same token once more gets the same next one, however often and how many at once: it stays
    good until its successor is followed itself, as the answer may not have arrived. Raises
    NotSignedIn for a token that is neither of the two.
    """
    row = session.scalars(
        select(SignIn).where(SignIn.id == caller.session_id).with_for_update()
    ).one()
    presented, next_ = tokens.hashed(token), tokens.after(token)
    if presented not in {row.token_hash, row.earlier_hash}:
        raise NotSignedIn
    if not _is_due(row, token, at):
        return None
    row.earlier_hash, row.token_hash = presented, tokens.hashed(next_)
    # Also when it is given again: the phone has it from now on only, and not yet on its disk.
    row.rotated_at, row.kid = at, kid
    return next_


def copied(session: Session, token: str) -> SignIn | None:
    """Return the living sign-in of which a token was good once and is no more: a copy of it is."""
    family = tokens.family_of(token)
    if family is None:
        return None
    found = select(SignIn).where(SignIn.family_hash == tokens.hashed(family))
    row = session.scalars(found.where(SignIn.revoked_at.is_(None))).one_or_none()
    is_good = row is None or tokens.hashed(token) in {row.token_hash, row.earlier_hash}
    return None if is_good else row


def end_copied(session: Session, token: str, *, at: datetime) -> None:
    """End the sign-in of a copied token, for whoever has it and for its person."""
    row = copied(session, token)
    if row is None:
        return
    row.revoked_at = at
    facts = {"person": row.person_id, "device": row.device_id}
    audit.record(session, "sign_in.copied", subject=row.id, by=None, at=at, **facts)


def _is_due(row: SignIn, token: str, at: datetime) -> bool:
    if tokens.family_of(token) is None:
        return False
    # The answer may not have arrived: the token that follows is given again.
    is_earlier = tokens.hashed(token) == row.earlier_hash
    return is_earlier or row.rotated_at is None or at - row.rotated_at >= EVERY
