"""The bureau around the engine, as one caller meets it at one moment."""

from datetime import datetime

import structlog
from flask import current_app

from server.core import gate, signing, turns
from server.core.auth import Actor
from server.core.verbs import Verbs, read_ahead
from server.features.sync_api import snapshots
from server.features.sync_api.store import SqlStore, SqlTransaction
from sync.bureau import Bureau

log = structlog.get_logger()

VERBS = "doorstep.verbs"
FORESIGHTS = "doorstep.foresights"


def bureau_for(caller: Actor, at: datetime, *, vouched: bool = False) -> Bureau[SqlTransaction]:
    """Return this installation's verbs, keys and database for one caller."""
    verbs: Verbs = current_app.extensions[VERBS]
    return Bureau(
        SqlStore(verbs, caller, at, current_app.extensions[FORESIGHTS], vouched=vouched),
        signing.sign,
        signing.verify,
        _log_failure,
        build=snapshots.build_later,
        snapshot_rows=snapshots.least_rows(),
        make_way=_make_way,
        is_signed_by=signing.is_signed_by,
        ready=read_ahead,
        succession=signing.succession,
    )


def _make_way() -> bool:
    """Let others go before more of a long queue; return whether nobody else is about."""
    was_quiet = gate.make_way()
    return was_quiet and not turns.are_taken()


def _log_failure(seq: int, error: Exception) -> None:
    log.error("command.failed", seq=seq, exc_info=error)
