"""Acts at the door for the office browser, and their correction and withdrawal."""

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.core import auth, clock
from server.core.auth import Actor
from server.core.doors import reading, writing
from server.core.problems import NotFound
from server.core.workbook import download
from server.features.jurisdiction import queries as jurisdiction
from server.features.registrations import detail, listing, queries, revising
from server.features.registrations.arguments import CorrectArgs, WithdrawArgs
from server.features.registrations.claims import Reason
from server.features.registrations.listing import Wanted
from server.features.registrations.schemas import (
    RegistrationDetailOut,
    RegistrationsPageOut,
    RegistrationsPageQuery,
    RegistrationsQuery,
)
from server.features.registrations.sheet import registrations_sheet
from server.features.registrations.standing import scopes_of

blueprint = Blueprint("registrations", __name__, url_prefix="/api/registrations")


@blueprint.route("")
class Registrations(MethodView):
    @blueprint.arguments(RegistrationsPageQuery, location="query")
    @blueprint.response(200, RegistrationsPageOut)
    def get(self, query: dict[str, Any]) -> Any:
        """Acts by branch, period, enterprise, state and kind, the latest first."""
        caller = auth.worker()
        with reading() as session:
            return listing.page(session, Wanted(**query), caller)


@blueprint.route("/export.xlsx")
class RegistrationsSheet(MethodView):
    @blueprint.arguments(RegistrationsQuery, location="query")
    def get(self, query: dict[str, Any]) -> Response:
        """The same acts as a workbook."""
        caller = auth.worker()
        with reading() as session:
            content = registrations_sheet(listing.every_line(session, Wanted(**query), caller))
        return download(content, "现场办理")


@blueprint.route("/<registration_id>")
class OneRegistration(MethodView):
    @blueprint.response(200, RegistrationDetailOut)
    def get(self, registration_id: str) -> Any:
        """One act with its evidence and history."""
        caller = auth.worker()
        with reading() as session:
            return _full(session, caller, registration_id)


@blueprint.route("/<registration_id>/correct")
class RegistrationCorrection(MethodView):
    @blueprint.arguments(CorrectArgs)
    @blueprint.response(200, RegistrationDetailOut)
    def post(self, told: dict[str, Any], registration_id: str) -> Any:
        """Correct what the form of an act says; for what is odd then, the head answers."""
        caller = auth.worker()
        with writing() as session:
            why = Reason(told["reason"])
            done = revising.correct_act(
                session, registration_id, told["changes"], why, by=caller, at=clock.now()
            )
            if done.concern:
                revising.answer_for(session, done, why, by=caller, at=clock.now())
            session.flush()
            return _full(session, caller, registration_id)


@blueprint.route("/<registration_id>/withdraw")
class RegistrationWithdrawal(MethodView):
    @blueprint.arguments(WithdrawArgs)
    @blueprint.response(200, RegistrationDetailOut)
    def post(self, told: dict[str, Any], registration_id: str) -> Any:
        """Take an act back, with the reason."""
        caller = auth.worker()
        with writing() as session:
            why = Reason(told["reason"])
            revising.withdraw_act(session, registration_id, why, by=caller, at=clock.now())
            session.flush()
            return _full(session, caller, registration_id)


def _full(session: Session, caller: Actor, registration_id: str) -> dict[str, Any]:
    found = queries.registration(session, registration_id)
    if found is None:
        raise NotFound
    if not jurisdiction.reaches(session, caller, scopes_of(found), clock.today()):
        raise NotFound
    return detail.full(session, found)
