"""The register of numbers (编号登记簿) for the desk."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth
from server.core.auth import OFFICE
from server.core.doors import reading
from server.features.numbering import register
from server.features.numbering.schemas import SeriesOut, SeriesQuery

blueprint = Blueprint("numbering", __name__, url_prefix="/api/numbers")


@blueprint.route("")
class AllSeries(MethodView):
    @blueprint.arguments(SeriesQuery, location="query")
    @blueprint.response(200, SeriesOut(many=True))
    def get(self, wanted: dict[str, Any]) -> Any:
        """The series that the caller may see, by branch, the latest year first."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            return register.series_seen(session, caller, **wanted)
