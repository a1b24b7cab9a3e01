"""The organisation for the office browser."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth
from server.core.doors import reading
from server.features.organisation import queries
from server.features.organisation.schemas import OrganisationOut

blueprint = Blueprint("organisation", __name__, url_prefix="/api/organisation")


@blueprint.route("")
class Organisation(MethodView):
    @blueprint.response(200, OrganisationOut)
    def get(self) -> Any:
        """All branches and towns."""
        auth.actor()
        with reading() as session:
            return {"branches": queries.branches(session), "towns": queries.towns(session)}
