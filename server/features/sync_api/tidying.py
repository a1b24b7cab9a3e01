"""Maintenance of the feed: keep its memory bounded, and recount it."""

from dataclasses import dataclass

from server.core import clock, recounting
from server.core.doors import reading, writing
from server.core.forgetting import forget_removals, scope_ids
from server.core.recounting import Report
from server.features.sync_api import snapshots
from server.features.sync_api.mending import mend


@dataclass(frozen=True)
class Tidied:
    """How many scopes there are, and what was forgotten, built and swept."""

    scopes: int
    forgotten: int
    snapshots: int
    chunks_swept: int


def tidy() -> Tidied:
    """Forget old removals scope by scope, each in a transaction of its own; renew snapshots."""
    # First, so that no horizon passes the newest snapshot.
    built = snapshots.build_due()
    with reading() as session:
        scopes = scope_ids(session)
    forgotten = 0
    for scope in scopes:
        with writing() as session:
            forgotten += forget_removals(session, scope)
    return Tidied(len(scopes), forgotten, built, snapshots.sweep())


def recount() -> Report:
    """Compare every scope with the business tables."""
    with reading() as session:
        return recounting.recount(session)


def recount_and_mend() -> Report:
    """Compare every scope with the business tables and put right what differs."""
    report = recount()
    mend(report, clock.now())
    return report
