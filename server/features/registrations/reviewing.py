"""The commands on acts at the door as the review list sees them, and how a review is settled."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import Schema
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.http import load
from server.core.problems import Malformed, Problem
from server.core.reviewing import Acting, Choice, NotUndoable, Reviewable, Subject, Values
from server.features.enterprises import queries as enterprises
from server.features.registrations import queries, revising, standing
from server.features.registrations.arguments import (
    ConfirmArgs,
    CorrectArgs,
    DecideArgs,
    NotifyArgs,
    WithdrawArgs,
)
from server.features.registrations.claims import Reason
from sync.protocol import Command

UNDONE = "复核处理已撤销"
ACCEPT, CORRECT, WITHDRAW = "accept", "correct", "withdraw"


class ReasonMissing(Problem):
    code = "422.112"
    title = "请写明理由"


class _OfAct:
    """What the commands on an act have in common: told to the enterprise, they are not undone."""

    counts_from_arrival: ClassVar[bool] = False
    schema: Schema

    def subject(self, session: Session, command: Command) -> Subject:
        found = queries.registration(session, command.entity)
        if found is not None:
            return Subject(found.enterprise_name, found.enterprise_id, record_id=found.id)
        told = command.args.get("enterprise_id")
        place = enterprises.enterprise(session, told) if isinstance(told, str) else None
        return Subject(place.name, enterprise_id=place.id) if place else Subject()

    def both(self, field: str, theirs: Any, mine: Any, name: str) -> None:
        del field, theirs, mine, name

    def anew(self, session: Session, command: Command, chosen: Values) -> Command:
        del session, chosen
        return command

    def put_back(
        self, session: Session, command: Command, before: Values, *, by: Actor, at: datetime
    ) -> None:
        del session, command, before, by, at
        raise NotUndoable("现场办理已经告知企业，只能撤回")

    def _told(self, command: Command) -> dict[str, Any]:
        """Return the arguments, or nothing when they are of no known shape."""
        try:
            return load(self.schema, command.args)
        except Malformed:
            return {}


class Deciding(_OfAct):
    """`registration.decide` and `registration.notify`: one side, as the bureau does not have it."""

    counts_from_arrival: ClassVar[bool] = True

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def wanted(self, session: Session, command: Command) -> Values:
        del session
        told = self._told(command)
        if not told:
            return {}
        number, form = told.get("number"), told["form"] or {}
        words = {"number": number and number.text, "project_name": form.get("project_name")}
        return {"outcome": told["outcome"], **{name: one for name, one in words.items() if one}}

    def standing(self, session: Session, command: Command) -> Values:
        found = queries.registration(session, command.entity)
        if found is None:
            return {}
        name = (found.form or {}).get("project_name")
        return {"outcome": found.outcome, "number": found.number, "project_name": name}


class Confirming(_OfAct):
    """`registration.confirm`."""

    schema = ConfirmArgs()

    def wanted(self, session: Session, command: Command) -> Values:
        del session
        told = self._told(command)
        return {"co_state": "confirmed" if told["agrees"] else "declined"} if told else {}

    def standing(self, session: Session, command: Command) -> Values:
        found = queries.registration(session, command.entity)
        return {"co_state": found.co_state} if found else {}


class Correcting(_OfAct):
    """`registration.correct`."""

    schema = CorrectArgs()

    def wanted(self, session: Session, command: Command) -> Values:
        del session
        told = self._told(command)
        return {field: new for field, (_, new) in told.get("changes", {}).items()}

    def standing(self, session: Session, command: Command) -> Values:
        found = queries.registration(session, command.entity)
        if found is None:
            return {}
        now = revising.values_of(found)
        return {field: now.get(field) for field in self.wanted(session, command)}

    def anew(self, session: Session, command: Command, chosen: Values) -> Command:
        now = self.standing(session, command)
        changes = {field: [now.get(field), new] for field, new in chosen.items()}
        return replace(command, args={**command.args, "changes": changes})

    def put_back(
        self, session: Session, command: Command, before: Values, *, by: Actor, at: datetime
    ) -> None:
        now = self.standing(session, command)
        changes = {field: (now[field], old) for field, old in before.items()}
        revising.correct_act(session, command.entity, changes, Reason(UNDONE), by=by, at=at)


class Withdrawing(_OfAct):
    """`registration.withdraw`."""

    schema = WithdrawArgs()

    def wanted(self, session: Session, command: Command) -> Values:
        del session
        told = self._told(command)
        return {"state": "withdrawn", "withdrawn_reason": told["reason"]} if told else {}

    def standing(self, session: Session, command: Command) -> Values:
        found = queries.registration(session, command.entity)
        if found is None:
            return {}
        return {"state": found.state, "withdrawn_reason": found.withdrawn_reason}


class Settling:
    """How what an act gave to look at is settled: let pass, corrected, or the act taken back."""

    def ways(self, session: Session, command: Command, by: Actor) -> Sequence[str]:
        found = queries.registration(session, command.entity)
        if found is None or found.state == standing.WITHDRAWN:
            return [ACCEPT]
        return [ACCEPT, CORRECT, WITHDRAW] if by.role in revising.HEADS else [ACCEPT]

    def settle(
        self, session: Session, command: Command, choice: Choice, *, by: Actor, at: datetime
    ) -> None:
        if not choice.words:
            raise ReasonMissing
        why = Reason(choice.words, command_id=command.id)
        if choice.way == WITHDRAW:
            revising.withdraw_act(session, command.entity, why, by=by, at=at)
            return
        if choice.way == CORRECT:
            told = load(CORRECTION, {"reason": choice.words, "changes": choice.changes})
            revising.correct_act(session, command.entity, told["changes"], why, by=by, at=at)
        revising.pass_grounds(session, command.entity, why, by=by, at=at)


CORRECTION = CorrectArgs()
REVIEWABLE: Mapping[str, Reviewable] = {
    "registration.decide": Deciding(DecideArgs()),
    "registration.notify": Deciding(NotifyArgs()),
    "registration.confirm": Confirming(),
    "registration.correct": Correcting(),
    "registration.withdraw": Withdrawing(),
}
ACTING: Mapping[str, Acting] = dict.fromkeys(REVIEWABLE, Settling())
