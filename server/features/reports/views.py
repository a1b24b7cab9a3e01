"""The home page of the office."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.auth import OFFICE
from server.core.doors import reading
from server.features.reports import queries
from server.features.reports.desk import Wanted, desk
from server.features.reports.desk_schemas import DeskOut, DeskQuery
from server.features.reports.schemas import OverviewOut

blueprint = Blueprint("reports", __name__, url_prefix="/api/reports")


@blueprint.route("/overview")
class Overview(MethodView):
    @blueprint.response(200, OverviewOut)
    def get(self) -> Any:
        """Counts of the last 30 days and of what waits: of the own branch, or of the bureau."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            return queries.overview(session, caller, at=clock.now())


@blueprint.route("/desk")
class ManagersDesk(MethodView):
    @blueprint.arguments(DeskQuery, location="query")
    @blueprint.response(200, DeskOut)
    def get(self, wanted: Wanted) -> Any:
        """Who is behind, and what was done, found and left undone in a period."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            return desk(session, caller, wanted, at=clock.now())
