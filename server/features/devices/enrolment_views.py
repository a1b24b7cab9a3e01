"""Enrolment: the desk makes a ticket and confirms, the phone uses it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.core import auth, clock
from server.core.auth import Actor, Role
from server.core.doors import reading, writing
from server.core.problems import NotAllowed, NotFound
from server.features.accounts import queries as accounts
from server.features.devices import commands, enrolment, queries
from server.features.devices.enrolment import Asking
from server.features.devices.models import Enrolment
from server.features.devices.schemas import (
    EnrolmentOut,
    EnrolmentRuleOut,
    EnrolRequest,
    InviteRequest,
    TicketOut,
)
from server.features.devices.six_words import six_words
from server.features.organisation import queries as organisation

blueprint = Blueprint("enrolment", __name__, url_prefix="/api/devices")

ARRANGERS = (Role.SECURITY, Role.BRANCH_HEAD)


@blueprint.route("/enrol")
class Enrol(MethodView):
    @blueprint.arguments(EnrolRequest)
    @blueprint.response(200, EnrolmentOut)
    def post(self, wanted: Mapping[str, Any]) -> Any:
        """Use a ticket for the caller's phone, or hear what became of it."""
        caller, at = auth.actor(), clock.now()
        key = commands.NewKey(wanted["device"], wanted["jwk"], wanted["proof"])
        with writing() as session:
            row = enrolment.ask(session, Asking(wanted["code"], key), by=caller, at=at)
            return _line(session, row, at)


@blueprint.route("/enrolments")
class Enrolments(MethodView):
    @blueprint.arguments(InviteRequest)
    @blueprint.response(200, TicketOut)
    def post(self, wanted: Mapping[str, str]) -> Any:
        """Make a ticket for one phone of a person: for 10 minutes, for one use."""
        caller, at = auth.require(*ARRANGERS), clock.now()
        with writing() as session:
            row, code = enrolment.invite(session, wanted["person_id"], by=caller, at=at)
            return {**_line(session, row, at), "code": code}


@blueprint.route("/enrolments/<enrolment_id>")
class OneEnrolment(MethodView):
    @blueprint.response(200, EnrolmentOut)
    def get(self, enrolment_id: str) -> Any:
        """What became of a ticket, with the six words once a phone used it."""
        caller = auth.require(*ARRANGERS)
        with reading() as session:
            row = queries.enrolment(session, enrolment_id)
            if row is None:
                raise NotFound
            _refuse_foreign(row, caller)
            return _line(session, row, clock.now())


@blueprint.route("/enrolments/<enrolment_id>/confirm")
class Confirmed(MethodView):
    @blueprint.response(200, EnrolmentOut)
    def post(self, enrolment_id: str) -> Any:
        """Enrol the phone: its six words are those of the desk."""
        caller, at = auth.require(*ARRANGERS), clock.now()
        with writing() as session:
            row = enrolment.confirm(session, enrolment_id, by=caller, at=at)
            return _line(session, row, at)


@blueprint.route("/enrolments/<enrolment_id>/decline")
class Declined(MethodView):
    @blueprint.response(200, EnrolmentOut)
    def post(self, enrolment_id: str) -> Any:
        """End a ticket, such as when the words differ."""
        caller, at = auth.require(*ARRANGERS), clock.now()
        with writing() as session:
            row = enrolment.decline(session, enrolment_id, by=caller, at=at)
            return _line(session, row, at)


@blueprint.route("/enrolment-rule")
class Rule(MethodView):
    @blueprint.response(200, EnrolmentRuleOut)
    def get(self) -> Any:
        """Whether phones must be enrolled, and since when."""
        auth.require(*ARRANGERS)
        with reading() as session:
            return _rule(session)

    @blueprint.arguments(EnrolmentRuleOut)
    @blueprint.response(200, EnrolmentRuleOut)
    def put(self, wanted: Mapping[str, bool]) -> Any:
        """Have phones be enrolled from now on, or not; what is known by then goes on."""
        caller = auth.require(Role.SECURITY)
        required, at = wanted["required"], clock.now()
        with writing() as session:
            commands.require_enrolment(session, required=required, by=caller, at=at)
            return _rule(session)


def _rule(session: Session) -> dict[str, Any]:
    since = queries.required_from(session)
    return {"required": since is not None, "since": since}


def _refuse_foreign(row: Enrolment, caller: Actor) -> None:
    if caller.role is not Role.SECURITY and row.branch_id != caller.branch_id:
        raise NotAllowed


def _line(session: Session, row: Enrolment, at: datetime) -> dict[str, Any]:
    person = accounts.person(session, row.person_id)
    branch = organisation.branch(session, row.branch_id) if row.branch_id else None
    words = six_words(row.code_hash, row.device_id or "", row.jwk) if row.jwk else []
    return {
        "id": row.id,
        "state": _state(row, at),
        "person_name": person.name if person else "",
        "branch_name": branch.name if branch else "",
        "expires_at": row.expires_at,
        "words": words,
    }


def _state(row: Enrolment, at: datetime) -> str:
    if row.confirmed_at is not None:
        return "confirmed"
    if row.declined_at is not None:
        return "declined"
    if row.expires_at <= at:
        return "expired"
    return "open" if row.asked_at is None else "asked"
