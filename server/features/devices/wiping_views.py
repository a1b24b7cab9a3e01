"""A lost phone asks for its order, and says that it is done; nobody is signed in on it any more."""

from collections.abc import Sequence
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import clock, signing
from server.core.doors import reading, writing
from server.features.devices import queries, wiping
from server.features.devices.models import WipeOrder
from server.features.devices.schemas import WipeAsked, WipeLetterOut, WipeNamed

blueprint = Blueprint("wiping", __name__, url_prefix="/api/public/wipe")


@blueprint.route("/orders")
class WipeOrders(MethodView):
    @blueprint.arguments(WipeAsked)
    @blueprint.response(200, WipeLetterOut(many=True))
    def post(self, told: dict[str, Any]) -> Any:
        """The signed orders to wipe any of these devices."""
        with reading(unbound=True) as session:
            found = list(queries.wipe_orders(session, told["devices"]).values())
        if not all(row.fetched_at for row in found):
            with writing() as session:
                found = wiping.fetch(session, told["devices"], at=clock.now())
        return _letters(found)


def _letters(orders: Sequence[WipeOrder]) -> list[dict[str, Any]]:
    links = signing.whole_succession()
    return [{"body": row.body, "signature": row.signature, "succession": links} for row in orders]


@blueprint.route("/done")
class WipeDone(MethodView):
    @blueprint.arguments(WipeNamed)
    @blueprint.response(204)
    def post(self, told: dict[str, Any]) -> None:
        """The phone says that what it held is erased."""
        with writing() as session:
            wiping.note_wiped(session, told["order"], told["device"], at=clock.now())
