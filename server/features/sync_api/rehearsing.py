"""A worker's rehearsal: the questions of a phone's first contact, asked before any phone is there.

SQLAlchemy composes each statement when it is first needed. Of a worker that has just started the
first phone would wait for some thirty of them.
"""

import structlog
from flask import Flask, request

from server.core import auth, clock
from server.core.auth import Actor, Role
from server.core.doors import reading
from server.features.accounts import queries as accounts
from server.features.sync_api import queries, snapshots
from server.features.sync_api.bureau import bureau_for
from sync.caller import look_up
from sync.handing import hand_out
from sync.protocol import CHUNK_FORM, PROTOCOL_VERSION, SyncRequest

log = structlog.get_logger()

# No phone can have this name: a request without one is refused.
NOBODYS = ""
# Some rows of each table, not all that stands in pages.
LIMIT = 500
FIRST = SyncRequest(
    PROTOCOL_VERSION, NOBODYS, first_seq=1, limit=LIMIT, snapshots=True, chunks=CHUNK_FORM
)


def rehearse(app: Flask) -> None:
    """Read as an officer's new phone does, and write nothing; without any officer, do nothing."""
    try:
        with app.test_request_context("/api/sync", method="POST"):
            officer = _some_officer()
            if officer:
                _ask_as(officer)
    except Exception as error:
        # The worker starts all the same: what is wrong, its answers will tell.
        log.warning("rehearsal.failed", exc_info=error)


def _some_officer() -> Actor | None:
    with reading(unbound=True) as session:
        found = accounts.some_officer(session)
    if found is None:
        return None
    return Actor(found.id, found.name, Role.OFFICER, found.branch_id, session_id="")


def _ask_as(officer: Actor) -> None:
    request.environ[auth.CALLER] = officer
    bureau = bureau_for(officer, clock.now())
    with bureau.store.read() as tx:
        look_up(tx, FIRST)
        scopes = queries.scopes_of(tx.session, officer, FIRST.device)
        hand_out(tx, FIRST, scopes, bureau.snapshot_rows)
        snapshots.holds(tx.session, scopes[0], sha256="")
