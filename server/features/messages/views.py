"""Nudges from the desk."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.core import auth, clock
from server.core.auth import Role
from server.core.doors import reading, writing
from server.features.accounts import queries as accounts
from server.features.messages import commands, queries
from server.features.messages.commands import NUDGERS, NewNudge
from server.features.messages.models import Message
from server.features.messages.schemas import NudgeOut, NudgeQuery, NudgeRequest

blueprint = Blueprint("messages", __name__, url_prefix="/api/nudges")


@blueprint.route("")
class Nudges(MethodView):
    @blueprint.arguments(NudgeQuery, location="query")
    @blueprint.response(200, NudgeOut(many=True))
    def get(self, wanted: Mapping[str, Any]) -> Any:
        """Who was reminded when, and read it when, the latest first."""
        caller = auth.require(*NUDGERS, Role.SUPERVISOR)
        with reading() as session:
            people = commands.nudgeable(session, caller)
            found = queries.nudges(session, of=people, subject=wanted["subject"])
            return [_line(session, nudge) for nudge in found]

    @blueprint.arguments(NudgeRequest)
    @blueprint.response(201, NudgeOut)
    def post(self, new: Mapping[str, Any]) -> Any:
        """Remind somebody who is behind."""
        caller = auth.require(*NUDGERS)
        with writing() as session:
            sent = commands.nudge(session, NewNudge(**new), by=caller, at=clock.now())
            return _line(session, sent)


def _line(session: Session, nudge: Message) -> dict[str, Any]:
    columns = ("id", "person_id", "subject", "words", "created_at", "read_at")
    sender = accounts.person(session, nudge.sender_id) if nudge.sender_id else None
    line = {name: getattr(nudge, name) for name in columns}
    return {**line, "sender_name": sender.name if sender else ""}
