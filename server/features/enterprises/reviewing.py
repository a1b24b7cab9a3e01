"""The commands on enterprises as the review list sees them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.http import load
from server.core.normalise import tidy
from server.core.problems import Malformed
from server.core.reviewing import NotUndoable, Reviewable, Subject, Values
from server.features.enterprises import commands, queries
from server.features.enterprises.codes import CodeFault, parse_code
from server.features.enterprises.schemas import EnterpriseAddArgs, EnterpriseAmendArgs
from sync.protocol import Command

# A second person to ask or number to call stands beside the first one.
BESIDE_EACH_OTHER = frozenset({"contact_name", "contact_phone"})


class Adding:
    """`enterprise.add`."""

    counts_from_arrival: ClassVar[bool] = False

    def subject(self, session: Session, command: Command) -> Subject:
        found = queries.enterprise(session, command.entity)
        if found is None:
            return Subject(about=str(command.args.get("name", ""))[:200])
        return Subject(found.name, enterprise_id=found.id, record_id=found.id)

    def wanted(self, session: Session, command: Command) -> Values:
        del session
        try:
            told = load(EnterpriseAddArgs(), command.args)
        except Malformed:
            return {}
        return {field: value for field, value in told.items() if value}

    def standing(self, session: Session, command: Command) -> Values:
        found = queries.enterprise(session, command.entity)
        if found is None:
            return {}
        return {field: getattr(found, field) for field in self.wanted(session, command)}

    def both(self, field: str, theirs: Any, mine: Any, name: str) -> None:
        del field, theirs, mine, name

    def anew(self, session: Session, command: Command, chosen: Values) -> Command:
        """Leave a code out that is none: the enterprise is there all the same."""
        del session, chosen
        code = command.args.get("code")
        if isinstance(code, str) and code.strip() and isinstance(parse_code(code), CodeFault):
            return replace(command, args={**command.args, "code": ""})
        return command

    def put_back(
        self, session: Session, command: Command, before: Values, *, by: Actor, at: datetime
    ) -> None:
        del session, command, before, by, at
        raise NotUndoable("登记好的企业可能已经有人在用，请到企业名录里更正")


class Amending:
    """`enterprise.amend`."""

    counts_from_arrival: ClassVar[bool] = False

    def subject(self, session: Session, command: Command) -> Subject:
        found = queries.enterprise(session, command.entity)
        if found is None:
            return Subject()
        return Subject(found.name, enterprise_id=found.id, record_id=found.id)

    def wanted(self, session: Session, command: Command) -> Values:
        del session
        try:
            changes = load(EnterpriseAmendArgs(), command.args)["changes"]
        except Malformed:
            return {}
        return {field: new and tidy(new) for field, (_, new) in changes.items()}

    def standing(self, session: Session, command: Command) -> Values:
        found = queries.enterprise(session, command.entity)
        if found is None:
            return {}
        return {field: getattr(found, field) for field in self.wanted(session, command)}

    def both(self, field: str, theirs: Any, mine: Any, name: str) -> Any | None:
        del name
        if field not in BESIDE_EACH_OTHER or not (theirs and mine):
            return None
        return f"{theirs} / {mine}"

    def anew(self, session: Session, command: Command, chosen: Values) -> Command:
        now = self.standing(session, command)
        changes = {field: [now.get(field), new] for field, new in chosen.items()}
        return replace(command, args={**command.args, "changes": changes})

    def put_back(
        self, session: Session, command: Command, before: Values, *, by: Actor, at: datetime
    ) -> None:
        now = self.standing(session, command)
        changes = {field: (now[field], old) for field, old in before.items()}
        commands.amend_enterprise(session, command.entity, changes, by=by, at=at)


REVIEWABLE: Mapping[str, Reviewable] = {
    "enterprise.add": Adding(),
    "enterprise.amend": Amending(),
}
