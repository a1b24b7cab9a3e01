"""What a lost phone holds, on one page."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth
from server.core.auth import Role
from server.core.doors import reading
from server.features.rescue import holding
from server.features.rescue.holding_schemas import HoldingOut

blueprint = Blueprint("holdings", __name__, url_prefix="/api/devices/keys")


@blueprint.route("/<kid>/held")
class Held(MethodView):
    @blueprint.response(200, HoldingOut)
    def get(self, kid: str) -> Any:
        """What the phone of this key holds: scopes, numbers, receipts that it could have issued."""
        caller = auth.require(Role.SECURITY, Role.BRANCH_HEAD)
        with reading() as session:
            return holding.holding_of(session, kid, by=caller)
