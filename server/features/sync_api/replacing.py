"""A lost phone ends with the phone that is enrolled in its place."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from server.core import verbs
from server.core.auth import Actor
from server.features.sync_api.store import SqlTransaction
from sync import meeting


def close_lost(session: Session, new: str, lost: Collection[str], by: Actor, at: datetime) -> None:
    """Close the chains of lost devices with what they had announced; `by` is whose they are.

    What never arrived of them stands in a review of the new device. One of which there are two is
    left as it is: it was put aside, and people look at it.
    """
    tx = SqlTransaction(session, verbs.installed(), by, at)
    for old in sorted(lost):
        if not tx.is_forked(old):
            meeting.close_predecessor(tx, old, new)
