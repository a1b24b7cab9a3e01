"""The manager's desk: the page, its workbook, its report, and the filters that people keep."""

from typing import Any
from urllib.parse import quote

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.auth import OFFICE
from server.core.doors import reading, writing
from server.core.workbook import download
from server.features.reports.desk import Wanted, desk
from server.features.reports.desk_schemas import (
    DeskOut,
    DeskQuery,
    DeskReportOut,
    SavedFilterOut,
    SavedFilterRequest,
    SavedFiltersQuery,
)
from server.features.reports.desk_sheets import desk_book, name_of
from server.features.reports.filters import drop_filter, filters_of, keep_filter
from server.features.reports.printing import NotReady, order_report, report

blueprint = Blueprint("managers_desk", __name__, url_prefix="/api/reports")


@blueprint.route("/desk")
class ManagersDesk(MethodView):
    @blueprint.arguments(DeskQuery, location="query")
    @blueprint.response(200, DeskOut)
    def get(self, wanted: Wanted) -> Any:
        """Who is behind, and what was done, found and left undone in a period."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            return desk(session, caller, wanted, at=clock.now())


@blueprint.route("/desk.xlsx")
class DeskBook(MethodView):
    @blueprint.arguments(DeskQuery, location="query")
    def get(self, wanted: Wanted) -> Response:
        """The same desk as a workbook."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            shown = desk(session, caller, wanted, at=clock.now())
        return download(desk_book(shown), name_of(shown))


@blueprint.route("/desk/papers")
class DeskPapers(MethodView):
    @blueprint.arguments(DeskQuery)
    @blueprint.response(202, DeskReportOut)
    def post(self, wanted: Wanted) -> Any:
        """Order the same desk as a formal report."""
        caller = auth.require(*OFFICE)
        with writing() as session:
            shown = desk(session, caller, wanted, at=clock.now())
            return order_report(session, shown, by=caller, at=clock.now())


@blueprint.route("/desk/papers/<report_id>")
class DeskPaper(MethodView):
    @blueprint.response(200, DeskReportOut)
    def get(self, report_id: str) -> Any:
        """How far a report is that the caller ordered."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            return report(session, report_id, caller)


@blueprint.route("/desk/papers/<report_id>.pdf")
class DeskPaperPdf(MethodView):
    @blueprint.response(200, content_type="application/pdf")
    def get(self, report_id: str) -> Response:
        """The sealed PDF of a report that the caller ordered."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            found = report(session, report_id, caller)
        if found.pdf is None:
            raise NotReady(found.trouble)
        name = quote(f"{found.name}.pdf", safe="")
        headers = {
            "Content-Disposition": f"attachment; filename=\"report.pdf\"; filename*=UTF-8''{name}",
        }
        return Response(found.pdf, mimetype="application/pdf", headers=headers)


@blueprint.route("/filters")
class SavedFilters(MethodView):
    @blueprint.arguments(SavedFiltersQuery, location="query")
    @blueprint.response(200, SavedFilterOut(many=True))
    def get(self, query: dict[str, Any]) -> Any:
        """The filters that the caller keeps for a page."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            return filters_of(session, caller, query["page"])

    @blueprint.arguments(SavedFilterRequest)
    @blueprint.response(200, SavedFilterOut)
    def put(self, told: dict[str, Any]) -> Any:
        """Keep filters under a name, or replace those of that name."""
        caller = auth.require(*OFFICE)
        with writing() as session:
            return keep_filter(session, **told, by=caller)


@blueprint.route("/filters/<filter_id>")
class OneSavedFilter(MethodView):
    @blueprint.response(204)
    def delete(self, filter_id: str) -> None:
        """Keep filters no longer."""
        caller = auth.require(*OFFICE)
        with writing() as session:
            drop_filter(session, filter_id, by=caller)
