"""Matters at the desk: list, timeline, entry of a petition, and the verbs that phones have."""

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.doors import reading, writing
from server.core.ids import new_id
from server.core.problems import NotFound
from server.core.workbook import download
from server.features.cases import commands, detail, links, listing, opening, queries, refusals
from server.features.cases.arguments import OF_VERBS, LogArgs, OpenArgs
from server.features.cases.claims import NewMatter, Told
from server.features.cases.listing import Wanted
from server.features.cases.schemas import (
    CaseDetailOut,
    CaseLinkOut,
    CasesPageOut,
    CasesPageQuery,
    CasesQuery,
    PetitionerOut,
)
from server.features.cases.sheet import cases_sheet

blueprint = Blueprint("cases", __name__, url_prefix="/api/cases")

# What the desk does itself; a proposal and its confirmation need what only a phone has.
AT_THE_DESK = ("flag", "take", "hand_over", "accept", "extend", "close", "reopen")


@blueprint.route("")
class Cases(MethodView):
    @blueprint.arguments(CasesPageQuery, location="query")
    @blueprint.response(200, CasesPageOut)
    def get(self, query: dict[str, Any]) -> Any:
        """Matters by branch, person, state, source and deadline, the latest first."""
        caller = auth.worker()
        with reading() as session:
            return listing.page(session, Wanted(**query), caller)

    @blueprint.arguments(OpenArgs)
    @blueprint.response(201, CaseDetailOut)
    def post(self, told: dict[str, Any]) -> Any:
        """Open a matter, as a rule a petition."""
        caller = auth.worker()
        with writing() as session:
            new = NewMatter(id=new_id(), **told)
            at = clock.now()
            opened = opening.open_matter(session, new, Told(at=new.opened_at), by=caller, at=at)
            return detail.full(session, caller, opened.matter.id)


@blueprint.route("/export.xlsx")
class CasesSheet(MethodView):
    @blueprint.arguments(CasesQuery, location="query")
    def get(self, query: dict[str, Any]) -> Response:
        """The same matters as a workbook."""
        caller = auth.worker()
        with reading() as session:
            content = cases_sheet(listing.every_line(session, Wanted(**query), caller))
        return download(content, "事项")


@blueprint.route("/<matter_id>")
class OneCase(MethodView):
    @blueprint.response(200, CaseDetailOut)
    def get(self, matter_id: str) -> Any:
        """One matter with its timeline."""
        caller = auth.worker()
        with reading() as session:
            return detail.full(session, caller, matter_id)


@blueprint.route("/<matter_id>/petitioner")
class CasePetitioner(MethodView):
    @blueprint.response(200, PetitionerOut)
    def get(self, matter_id: str) -> Any:
        """Who brought the petition; that somebody looked stands in the audit log."""
        caller = auth.worker()
        with reading() as session:
            told = detail.full(session, caller, matter_id)
            if told["petitioner"] == "hidden":
                raise refusals.NotYours
            found = queries.petitioner(session, told["id"])
            if found is None:
                raise NotFound
            return {"name": found.name, "phone": found.phone}


@blueprint.route("/<matter_id>/link")
class CaseLink(MethodView):
    @blueprint.response(201, CaseLinkOut)
    def post(self, matter_id: str) -> Any:
        """Make the link that asks the enterprise or the petitioner whether it is solved."""
        caller = auth.worker()
        with writing() as session:
            return links.make_link(session, matter_id, by=caller, at=clock.now())


@blueprint.route("/<matter_id>/log")
class CaseNote(MethodView):
    @blueprint.arguments(LogArgs)
    @blueprint.response(200, CaseDetailOut)
    def post(self, told: dict[str, Any], matter_id: str) -> Any:
        """Note progress."""
        return _done("log", matter_id, told)


def _add_route(verb: str) -> None:
    @blueprint.route(f"/<matter_id>/{verb}", endpoint=f"case_{verb}")
    class CaseDeed(MethodView):
        @blueprint.arguments(OF_VERBS[verb])
        @blueprint.response(200, CaseDetailOut)
        def post(self, told: dict[str, Any], matter_id: str) -> Any:
            """Do what the command of the same name does."""
            return _done(verb, matter_id, told)


def _done(verb: str, matter_id: str, told: dict[str, Any]) -> dict[str, Any]:
    caller = auth.worker()
    with writing() as session:
        done = commands.act(session, matter_id, verb, Told(**told), by=caller, at=clock.now())
        return detail.full(session, caller, done.matter.id)


for _verb in AT_THE_DESK:
    _add_route(_verb)
