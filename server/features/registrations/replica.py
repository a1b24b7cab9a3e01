"""Acts at the door on phones: at their town, and with lead and co-officer."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.clock import city_date
from server.core.replication import Replica
from server.core.verbs import Arguments, Reading, Verb, reading, told
from server.features.registrations import commands, confirming, queries, revising
from server.features.registrations.arguments import (
    ConfirmArgs,
    CorrectArgs,
    DecideArgs,
    NotifyArgs,
    WithdrawArgs,
)
from server.features.registrations.claims import Act, Reason, Told, essence_of
from server.features.registrations.confirming import Word
from server.features.registrations.models import Registration
from server.features.registrations.standing import scopes_of
from sync.protocol import Command
from sync.store import APPLIED, Outcome

COLUMNS = (
    "id",
    "ver",
    "enterprise_id",
    "enterprise_name",
    "enterprise_code",
    "branch_id",
    "town_code",
    "act",
    "word",
    "regime",
    "regime_version",
    "outcome",
    "items",
    "clauses",
    "facts",
    "packs",
    "form",
    "gaps",
    "number",
    "lease_id",
    "n",
    "filing_number",
    "opened_at",
    "decided_at",
    "decided_on",
    "lead_id",
    "co_id",
    "co_how",
    "co_state",
    "co_at",
    "representative",
    "representative_title",
    "sign_state",
    "sign_reason",
    "signature_sha",
    "co_signature_sha",
    "conditions",
    "valid_until",
    "follows",
    "essence_hash",
    "command_hash",
    "demo",
    "state",
    "withdrawn_reason",
    "history",
    "received_at",
)

HASH = re.compile(r"[0-9a-f]{64}")
# Made once: to build one takes as long as to read a command by it.
DECIDE, NOTIFY, CONFIRM = DecideArgs(), NotifyArgs(), ConfirmArgs()
CORRECT, WITHDRAW = CorrectArgs(), WithdrawArgs()


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    wanted = [getattr(Registration, "row_ver" if name == "ver" else name) for name in COLUMNS]
    return session.execute(select(*wanted).where(Registration.id.in_(ids))).all()


def _take(
    session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
) -> Outcome:
    act = act_of(command, _receipted_hash(session, command), args, actor)
    taken = commands.take_act(session, act, by=actor, at=at)
    return Outcome(
        taken.status,
        concern=told(taken.concern) if taken.concern else None,
        desk=taken.registration.branch_id,
    )


def _receipted_hash(session: Session, command: Command) -> str:
    """Return the hash in the act's receipt: of the first text of a command that was made anew.

    What is no hash, or that of another act, is not heeded: nobody takes back a foreign receipt.
    """
    first = command.again or ""
    if not HASH.fullmatch(first) or queries.is_hash_of_another(session, first, command.entity):
        return command.hash
    return first


def act_of(command: Command, receipted: str, args: dict[str, Any], actor: Actor) -> Act:
    """Return the act that a command tells; its essence is made of the words as they came."""
    evidence = Told(
        command.id,
        receipted,
        actor.device_id,
        command.device_time[:64],
        command.server_offset_ms,
    )
    on = city_date(args["decided_at"])
    essence = essence_of(command.entity, command.args, lead_id=actor.person_id, decided_on=on)
    return Act(id=command.entity, **args, essence=essence, told=evidence)


@reading(CONFIRM)
def _confirm(
    session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
) -> Outcome:
    word = Word(**args, command_id=command.id, device_time=command.device_time[:64])
    said = confirming.confirm_act(session, command.entity, word, by=actor, at=at)
    return Outcome(
        said.status,
        concern=told(said.concern) if said.concern else None,
        desk=said.registration.branch_id if said.registration else None,
    )


@reading(CORRECT)
def _correct(
    session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
) -> Outcome:
    why = _reason(command, args)
    done = revising.correct_act(session, command.entity, args["changes"], why, by=actor, at=at)
    if done.concern is None:
        return APPLIED
    return Outcome("applied", concern=told(done.concern), desk=done.registration.branch_id)


@reading(WITHDRAW)
def _withdraw(
    session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
) -> Outcome:
    why = _reason(command, args)
    revising.withdraw_act(session, command.entity, why, by=actor, at=at)
    return APPLIED


def _reason(command: Command, args: dict[str, Any]) -> Reason:
    return Reason(args["reason"], command.device_time[:64], command.id)


REPLICAS = (Replica("registration", Registration, COLUMNS, scopes_of, _rows),)
COMMANDS: dict[tuple[str, int], Verb] = {
    ("registration.decide", 1): Reading(DECIDE, _take),
    ("registration.notify", 1): Reading(NOTIFY, _take),
    ("registration.confirm", 1): _confirm,
    ("registration.correct", 1): _correct,
    ("registration.withdraw", 1): _withdraw,
}
