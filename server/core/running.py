"""Run a command in a savepoint: a refusal undoes what it wrote and becomes an outcome."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from server.core import changes, replication
from server.core.auth import Actor
from server.core.problems import Conflict, Problem, Quarantined
from server.core.verbs import Verbs, told
from sync.protocol import Command
from sync.store import Outcome

KEPT = "已原样保存，由负责的分局复核。"


def run(
    verbs: Verbs, session: Session, command: Command, *, by: Actor, at: datetime
) -> Outcome | None:
    """Return what the verb made of the command; None when no verb of its name is known."""
    verb = verbs.get((command.name, command.version))
    if verb is None:
        return None
    try:
        with replication.savepoint(session):
            outcome = verb(session, command, by, at)
            changes.refuse_strays(session, by)
            return outcome
    except Problem as refusal:
        return _refused(changes.withheld(session, refusal, by))


def _refused(refusal: Problem) -> Outcome:
    trouble = told(refusal)
    if isinstance(refusal, Quarantined):
        kept = replace(trouble, detail=refusal.detail or KEPT)
        return Outcome("quarantined", problem=kept, desk=refusal.desk)
    if isinstance(refusal, Conflict):
        return Outcome("conflict", problem=trouble, mine=refusal.mine, theirs=refusal.theirs)
    return Outcome("rejected", problem=trouble)
