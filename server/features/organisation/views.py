"""The organisation for the office browser."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.auth import Role
from server.core.doors import reading, writing
from server.features.organisation import queries
from server.features.organisation.commands import set_complaint_phone
from server.features.organisation.schemas import (
    BranchOut,
    ComplaintPhoneRequest,
    OrganisationOut,
)

blueprint = Blueprint("organisation", __name__, url_prefix="/api/organisation")


@blueprint.route("")
class Organisation(MethodView):
    @blueprint.response(200, OrganisationOut)
    def get(self) -> Any:
        """All branches and towns."""
        auth.actor()
        with reading() as session:
            return {"branches": queries.branches(session), "towns": queries.towns(session)}


@blueprint.route("/branches/<branch_id>/complaint-phone")
class ComplaintPhone(MethodView):
    @blueprint.arguments(ComplaintPhoneRequest)
    @blueprint.response(200, BranchOut)
    def put(self, told: dict[str, Any], branch_id: str) -> Any:
        """Say where enterprises may complain of a branch; empty for nowhere."""
        caller = auth.require(Role.ADMINISTRATOR)
        with writing() as session:
            return set_complaint_phone(
                session, branch_id, told["complaint_phone"], by=caller, at=clock.now()
            )
