"""The register of numbers (编号登记簿) for the desk."""

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.auth import OFFICE, Role
from server.core.doors import reading, writing
from server.core.workbook import download
from server.features.numbering import closing, register
from server.features.numbering.schemas import (
    PAGE,
    BlockOut,
    CloseRequest,
    RegisterOut,
    RegisterQuery,
    SeriesOut,
    SeriesQuery,
    StartRequest,
    VoidRequest,
)
from server.features.numbering.sheet import register_csv, register_sheet

blueprint = Blueprint("numbering", __name__, url_prefix="/api/numbers")

KEEPERS = (Role.BRANCH_HEAD, Role.MANAGER, Role.ADMINISTRATOR)
TITLE = "编号登记簿"


@blueprint.route("")
class AllSeries(MethodView):
    @blueprint.arguments(SeriesQuery, location="query")
    @blueprint.response(200, SeriesOut(many=True))
    def get(self, wanted: dict[str, Any]) -> Any:
        """The series that the caller may see, by branch, the latest year first."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            return register.series_seen(session, caller, **wanted)


@blueprint.route("/start")
class Start(MethodView):
    @blueprint.arguments(StartRequest)
    @blueprint.response(204)
    def put(self, wanted: dict[str, Any]) -> None:
        """Begin a series after the last number that was given on paper."""
        caller = auth.require(*KEEPERS)
        key = (wanted["branch_id"], wanted["kind"], wanted["year"])
        with writing() as session:
            closing.start_after(session, key, wanted["n"], by=caller, at=clock.now())


@blueprint.route("/<series_id>/register")
class Register(MethodView):
    @blueprint.arguments(RegisterQuery, location="query")
    @blueprint.response(200, RegisterOut)
    def get(self, wanted: dict[str, Any], series_id: str) -> Any:
        """What became of every number of a series, page by page."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            lines = list(register.lines(session, register.seen(session, caller, series_id)))
        asked = [one for one in lines if wanted["state"] in {None, one.state}]
        left = [one for one in asked if one.n > wanted["after"]]
        counted = register.tally(lines)
        return {
            "lines": left[:PAGE],
            "tally": [{"state": state, "count": n} for state, n in counted.items()],
            "more": len(left) > PAGE,
        }


@blueprint.route("/<series_id>/export.<any(xlsx, csv):form>")
class RegisterFile(MethodView):
    @blueprint.arguments(RegisterQuery, location="query")
    def get(self, wanted: dict[str, Any], series_id: str, form: str) -> Response:
        """The register as a workbook or as CSV."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            lines = list(register.lines(session, register.seen(session, caller, series_id)))
        asked = [one for one in lines if wanted["state"] in {None, one.state}]
        if form == "xlsx":
            return download(register_sheet(TITLE, asked), TITLE)
        answer = Response(register_csv(asked), mimetype="text/csv")
        answer.headers["Content-Disposition"] = 'attachment; filename="register.csv"'
        return answer


@blueprint.route("/<series_id>/blocks")
class Blocks(MethodView):
    @blueprint.response(200, BlockOut(many=True))
    def get(self, series_id: str) -> Any:
        """The blocks of a series, and whose phone carries each."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            return register.blocks(session, register.seen(session, caller, series_id))


@blueprint.route("/<series_id>/void")
class Void(MethodView):
    @blueprint.arguments(VoidRequest)
    @blueprint.response(204)
    def post(self, wanted: dict[str, Any], series_id: str) -> None:
        """Make a number void that no phone can give any more."""
        caller = auth.require(*KEEPERS)
        with writing() as session:
            closing.void_at_desk(session, series_id, **wanted, by=caller, at=clock.now())


@blueprint.route("/blocks/<lease_id>/close")
class BlockClosing(MethodView):
    @blueprint.arguments(CloseRequest)
    @blueprint.response(204)
    def post(self, wanted: dict[str, Any], lease_id: str) -> None:
        """Close the block of a lost phone: what it has not told of is possibly issued."""
        caller = auth.require(*KEEPERS)
        with writing() as session:
            closing.close_block(session, lease_id, wanted["reason"], by=caller, at=clock.now())
