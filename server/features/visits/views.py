"""Visits for the office browser, and corrections for who logged them."""

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
from server.features.evidence import queries as evidence
from server.features.jurisdiction import queries as jurisdiction
from server.features.visits import commands, listing, queries, solving
from server.features.visits.arguments import FindingSolveArgs, VisitCorrectArgs, VisitWithdrawArgs
from server.features.visits.listing import Wanted
from server.features.visits.models import Visit
from server.features.visits.positions import positions
from server.features.visits.revising import Reason
from server.features.visits.schemas import (
    FindingOut,
    VisitDetailOut,
    VisitPositionsOut,
    VisitsPageOut,
    VisitsPageQuery,
    VisitsQuery,
)
from server.features.visits.sheet import visits_sheet
from server.features.visits.standing import scopes_of

blueprint = Blueprint("visits", __name__, url_prefix="/api")

DETAILS = (
    "note",
    "representative",
    "representative_title",
    "sign_reason",
    "signature_sha",
    "withdrawn_reason",
    "history",
    "device_time",
    "server_offset_ms",
)


@blueprint.route("/visits")
class Visits(MethodView):
    @blueprint.arguments(VisitsPageQuery, location="query")
    @blueprint.response(200, VisitsPageOut)
    def get(self, query: dict[str, Any]) -> Any:
        """Visits by branch, person, period, enterprise and state, the latest first."""
        caller = auth.worker()
        with reading() as session:
            return listing.page(session, Wanted(**query), caller)


@blueprint.route("/visits/positions")
class VisitPositions(MethodView):
    @blueprint.arguments(VisitsQuery, location="query")
    @blueprint.response(200, VisitPositionsOut)
    def get(self, query: dict[str, Any]) -> Any:
        """The same visits by town and as points."""
        caller = auth.worker()
        with reading() as session:
            return positions(session, Wanted(**query), caller)


@blueprint.route("/visits/export.xlsx")
class VisitsSheet(MethodView):
    @blueprint.arguments(VisitsQuery, location="query")
    def get(self, query: dict[str, Any]) -> Response:
        """The same visits as a workbook."""
        caller = auth.worker()
        with reading() as session:
            content = visits_sheet(listing.every_line(session, Wanted(**query), caller))
        return download(content, "走访记录")


@blueprint.route("/visits/<visit_id>")
class OneVisit(MethodView):
    @blueprint.response(200, VisitDetailOut)
    def get(self, visit_id: str) -> Any:
        """One visit with photos, findings, signature and history."""
        caller = auth.worker()
        with reading() as session:
            return _full(session, _seen(session, caller, visit_id))


@blueprint.route("/visits/<visit_id>/correct")
class VisitCorrection(MethodView):
    @blueprint.arguments(VisitCorrectArgs)
    @blueprint.response(200, VisitDetailOut)
    def post(self, told: dict[str, Any], visit_id: str) -> Any:
        """Correct a visit that the caller logged."""
        caller = auth.worker()
        with writing() as session:
            why = Reason(told["reason"])
            done = commands.correct_visit(
                session, visit_id, told["changes"], why, by=caller, at=clock.now()
            )
            if done.crossed:
                # Whoever sits in front of it decides now, with nothing half done behind him.
                raise done.crossed
            return _full(session, done.visit)


@blueprint.route("/visits/<visit_id>/withdraw")
class VisitWithdrawal(MethodView):
    @blueprint.arguments(VisitWithdrawArgs)
    @blueprint.response(200, VisitDetailOut)
    def post(self, told: dict[str, Any], visit_id: str) -> Any:
        """Take back a visit that the caller logged."""
        caller = auth.worker()
        with writing() as session:
            why = Reason(told["reason"])
            found = commands.withdraw_visit(session, visit_id, why, by=caller, at=clock.now())
            return _full(session, found)


@blueprint.route("/findings/<finding_id>/solve")
class FindingSolution(MethodView):
    @blueprint.arguments(FindingSolveArgs)
    @blueprint.response(200, FindingOut)
    def post(self, told: dict[str, Any], finding_id: str) -> Any:
        """Note how a problem was solved."""
        caller = auth.worker()
        with writing() as session:
            return solving.solve_finding(session, finding_id, **told, by=caller, at=clock.now())


def _seen(session: Session, caller: Actor, visit_id: str) -> Visit:
    found = queries.visit(session, visit_id)
    if found is None:
        raise NotFound
    if not jurisdiction.reaches(session, caller, scopes_of(found), clock.today()):
        raise NotFound
    return found


def _full(session: Session, visit: Visit) -> dict[str, Any]:
    session.flush()
    [line] = listing.lines(session, [visit])
    signature = visit.signature_sha
    return {
        **line,
        **{name: getattr(visit, name) for name in DETAILS},
        "signature_received": bool(signature and evidence.received(session, [signature])),
        "photos": evidence.photos_of(session, visit.id),
        "findings": queries.findings_of(session, visit.id),
    }
