"""Visits and findings on phones: at their town, and with everybody who was there."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core import known
from server.core.auth import Actor
from server.core.problems import Conflict
from server.core.replication import Replica, Replicated
from server.core.verbs import KEY, Arguments, Verb, entities, keys_at, merged, reading, told
from server.features.accounts import queries as accounts
from server.features.enterprises import queries as enterprises
from server.features.evidence import queries as evidence
from server.features.visits import commands, queries, solving
from server.features.visits.arguments import (
    FindingSolveArgs,
    VisitCloseArgs,
    VisitCorrectArgs,
    VisitWithdrawArgs,
)
from server.features.visits.claims import Claim
from server.features.visits.models import Finding, Visit
from server.features.visits.revising import Reason
from server.features.visits.standing import scopes_of
from sync.protocol import Command
from sync.store import APPLIED, Outcome

VISIT_COLUMNS = (
    "id",
    "ver",
    "enterprise_id",
    "enterprise_name",
    "branch_id",
    "town_code",
    "kind",
    "opened_at",
    "closed_at",
    "author_id",
    "participants",
    "checkin_source",
    "checkin_town",
    "lat_e7",
    "lng_e7",
    "accuracy_m",
    "checkin_at",
    "guidance",
    "note",
    "representative",
    "representative_title",
    "sign_state",
    "sign_reason",
    "signature_sha",
    "state",
    "withdrawn_reason",
    "history",
    "received_at",
)
FINDING_COLUMNS = (
    "id",
    "ver",
    "visit_id",
    "enterprise_id",
    "category",
    "text",
    "state",
    "solved_on",
    "solved_note",
    "confirmed_by",
    "solved_by",
)

# Made once: to build one takes as long as to read a command by it.
CLOSE, CORRECT = VisitCloseArgs(), VisitCorrectArgs()
WITHDRAW, SOLVE = VisitWithdrawArgs(), FindingSolveArgs()


def _finding_scopes(finding: Finding) -> frozenset[str]:
    return frozenset(finding.scopes)


def _rows(
    model: type[Replicated], columns: Sequence[str]
) -> Callable[[Session, Select[Any]], Iterable[Sequence[Any]]]:
    wanted = [getattr(model, "row_ver" if name == "ver" else name) for name in columns]

    def rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
        return session.execute(select(*wanted).where(model.id.in_(ids))).all()

    return rows


@reading(CLOSE)
def _close(
    session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
) -> Outcome:
    claim = Claim(
        id=command.entity,
        **args,
        device_id=actor.device_id,
        device_time=command.device_time[:64],
        server_offset_ms=command.server_offset_ms,
    )
    closed = commands.close_visit(session, claim, by=actor, at=at)
    is_other = closed.visit.id != command.entity
    return Outcome(
        closed.status,
        alias=closed.visit.id if is_other else None,
        concern=told(closed.concern) if closed.concern else None,
        desk=closed.visit.branch_id,
    )


@reading(CORRECT)
def _correct(
    session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
) -> Outcome:
    why = Reason(args["reason"], command.device_time[:64])
    done = commands.correct_visit(session, command.entity, args["changes"], why, by=actor, at=at)
    return _on(command, done.visit, done.crossed)


@reading(WITHDRAW)
def _withdraw(
    session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
) -> Outcome:
    why = Reason(args["reason"], command.device_time[:64])
    visit = commands.withdraw_visit(session, command.entity, why, by=actor, at=at)
    return _on(command, visit)


@reading(SOLVE)
def _solve(
    session: Session, command: Command, args: Arguments, actor: Actor, at: datetime
) -> Outcome:
    solving.solve_finding(session, command.entity, **args, by=actor, at=at)
    return APPLIED


def _on(command: Command, visit: Visit, crossed: Conflict | None = None) -> Outcome:
    return merged(alias=visit.id if visit.id != command.entity else None, crossed=crossed)


def foresee(session: Session, commands: Sequence[Command], by: Actor) -> None:
    """Load at once what closing visits asks for, the enterprises first: their lock comes first."""
    closing = [command for command in commands if command.name == "visit.close"]
    if not closing:
        return
    ids = entities(closing)
    places = enterprises.foresee(session, keys_at(closing, "enterprise_id"), locked=True)
    people = {by.person_id, *keys_at(closing, "participants")}
    findings = keys_at(closing, "findings", "id")
    photos = keys_at(closing, "photos", "id")
    blobs = {blob for command in closing for blob in command.blobs if KEY.fullmatch(blob)}
    hashes = keys_at(closing, "photos", "sha256") | keys_at(closing, "signature", "sha256") | blobs
    sought = queries.keys_of(ids, findings) | evidence.keys_of(ids, photos, hashes)
    known.rule_out(session, sought)
    queries.foresee(session, ids)
    queries.foresee_others(session, places, by.person_id, people)
    queries.foresee_findings(session, findings)
    accounts.foresee(session, people)
    evidence.foresee(session, ids, photos=photos, hashes=hashes)


REPLICAS = (
    Replica("visit", Visit, VISIT_COLUMNS, scopes_of, _rows(Visit, VISIT_COLUMNS)),
    Replica("finding", Finding, FINDING_COLUMNS, _finding_scopes, _rows(Finding, FINDING_COLUMNS)),
)
COMMANDS: dict[tuple[str, int], Verb] = {
    ("visit.close", 1): _close,
    ("visit.correct", 1): _correct,
    ("visit.withdraw", 1): _withdraw,
    ("finding.solve", 1): _solve,
}
