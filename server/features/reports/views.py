"""The home page of the office."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.auth import OFFICE
from server.core.doors import reading
from server.features.reports import queries
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
