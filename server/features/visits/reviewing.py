"""The commands on visits and findings as the review list sees them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import Schema
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.http import load
from server.core.problems import Malformed
from server.core.reviewing import NotUndoable, Reviewable, Subject, Values
from server.features.enterprises import queries as enterprises
from server.features.visits import commands, joining, queries, reopening
from server.features.visits.arguments import (
    FindingSolveArgs,
    VisitCloseArgs,
    VisitCorrectArgs,
    VisitWithdrawArgs,
)
from server.features.visits.models import Visit
from server.features.visits.revising import Reason
from sync.protocol import Command

UNDONE = "复核处理已撤销"
RUNNING_TEXT = frozenset({"guidance", "note"})
TOLD = ("kind", "guidance", "representative", "representative_title", "note", "participants")


class Closing:
    """`visit.close`: the whole visit stands on one side, as the bureau does not have it."""

    counts_from_arrival: ClassVar[bool] = True

    def subject(self, session: Session, command: Command) -> Subject:
        found = queries.visit(session, command.entity)
        if found is not None:
            return _of_visit(found)
        told = command.args.get("enterprise_id")
        place = enterprises.enterprise(session, told) if isinstance(told, str) else None
        return Subject(place.name, enterprise_id=place.id) if place else Subject()

    def wanted(self, session: Session, command: Command) -> Values:
        del session
        told = _told(VisitCloseArgs(), command)
        if not told:
            return {}
        words = {field: told[field] for field in TOLD if told[field]}
        times = {field: told[field].isoformat() for field in ("opened_at", "closed_at")}
        found = {"findings": [one.text for one in told["findings"]]} if told["findings"] else {}
        return {**times, **words, **found, "sign_state": told["signature"].state}

    def standing(self, session: Session, command: Command) -> Values:
        found = queries.visit(session, command.entity)
        return {"state": found.state} if found else {}

    def both(self, field: str, theirs: Any, mine: Any, name: str) -> None:
        del field, theirs, mine, name

    def anew(self, session: Session, command: Command, chosen: Values) -> Command:
        del session, chosen
        return command

    def put_back(
        self, session: Session, command: Command, before: Values, *, by: Actor, at: datetime
    ) -> None:
        del before
        found = queries.visit(session, command.entity)
        if found is None or found.id != command.entity:
            raise NotUndoable("这次走访已经和同事的记录合为一次")
        commands.withdraw_visit(session, found.id, Reason(UNDONE), by=by, at=at)


class Correcting:
    """`visit.correct`."""

    counts_from_arrival: ClassVar[bool] = False

    def subject(self, session: Session, command: Command) -> Subject:
        return _of_visit(queries.visit(session, command.entity))

    def wanted(self, session: Session, command: Command) -> Values:
        del session
        told = _told(VisitCorrectArgs(), command)
        return {field: new for field, (_, new) in told.get("changes", {}).items()}

    def standing(self, session: Session, command: Command) -> Values:
        found = queries.visit(session, command.entity)
        if found is None:
            return {}
        return {field: getattr(found, field) for field in self.wanted(session, command)}

    def both(self, field: str, theirs: Any, mine: Any, name: str) -> Any | None:
        if field not in RUNNING_TEXT or not (theirs and mine):
            return None
        return joining.beside(theirs, mine, name)

    def anew(self, session: Session, command: Command, chosen: Values) -> Command:
        now = self.standing(session, command)
        changes = {field: [now.get(field), new] for field, new in chosen.items()}
        return replace(command, args={**command.args, "changes": changes})

    def put_back(
        self, session: Session, command: Command, before: Values, *, by: Actor, at: datetime
    ) -> None:
        now = self.standing(session, command)
        changes = {field: (now[field], old) for field, old in before.items()}
        commands.correct_visit(session, command.entity, changes, Reason(UNDONE), by=by, at=at)


class Withdrawing:
    """`visit.withdraw`."""

    counts_from_arrival: ClassVar[bool] = False

    def subject(self, session: Session, command: Command) -> Subject:
        return _of_visit(queries.visit(session, command.entity))

    def wanted(self, session: Session, command: Command) -> Values:
        del session
        told = _told(VisitWithdrawArgs(), command)
        return {"state": "withdrawn", "withdrawn_reason": told["reason"]} if told else {}

    def standing(self, session: Session, command: Command) -> Values:
        found = queries.visit(session, command.entity)
        if found is None:
            return {}
        return {"state": found.state, "withdrawn_reason": found.withdrawn_reason}

    def both(self, field: str, theirs: Any, mine: Any, name: str) -> None:
        del field, theirs, mine, name

    def anew(self, session: Session, command: Command, chosen: Values) -> Command:
        del session, chosen
        return command

    def put_back(
        self, session: Session, command: Command, before: Values, *, by: Actor, at: datetime
    ) -> None:
        del before
        found = queries.visit(session, command.entity)
        assert found is not None, "what was withdrawn is there"
        reopening.reinstate_visit(session, found, UNDONE, by=by, at=at)


class Solving:
    """`finding.solve`."""

    counts_from_arrival: ClassVar[bool] = False

    def subject(self, session: Session, command: Command) -> Subject:
        finding = queries.finding(session, command.entity)
        if finding is None:
            return Subject()
        visit = queries.visit(session, finding.visit_id)
        return replace(_of_visit(visit), record_id=finding.id)

    def wanted(self, session: Session, command: Command) -> Values:
        del session
        told = _told(FindingSolveArgs(), command).get("solution")
        if told is None:
            return {}
        return {
            "solved_note": told.note,
            "confirmed_by": told.confirmed_by,
            "solved_on": told.solved_on.isoformat(),
        }

    def standing(self, session: Session, command: Command) -> Values:
        finding = queries.finding(session, command.entity)
        return reopening.solution_of(finding) if finding else {}

    def both(self, field: str, theirs: Any, mine: Any, name: str) -> Any | None:
        if field == "solved_note" and theirs and mine:
            return joining.beside(theirs, mine, name)
        # Who confirmed it and when are the first solution's: the second note stands below it.
        return theirs if field in {"confirmed_by", "solved_on"} else None

    def anew(self, session: Session, command: Command, chosen: Values) -> Command:
        del session
        names = {"solved_note": "note"}
        args = {names.get(field, field): value for field, value in chosen.items()}
        return replace(command, args={**command.args, **args})

    def put_back(
        self, session: Session, command: Command, before: Values, *, by: Actor, at: datetime
    ) -> None:
        finding = queries.finding(session, command.entity)
        assert finding is not None, "what was solved is there"
        reopening.put_solution_back(session, finding, before, by=by, at=at)


def _of_visit(visit: Visit | None) -> Subject:
    if visit is None:
        return Subject()
    return Subject(visit.enterprise_name, visit.enterprise_id, visit.id, record_id=visit.id)


def _told(schema: Schema, command: Command) -> dict[str, Any]:
    """Return the arguments, or nothing when they are of no known shape."""
    try:
        return load(schema, command.args)
    except Malformed:
        return {}


REVIEWABLE: Mapping[str, Reviewable] = {
    "visit.close": Closing(),
    "visit.correct": Correcting(),
    "visit.withdraw": Withdrawing(),
    "finding.solve": Solving(),
}
