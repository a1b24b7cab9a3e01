"""A lost phone hands its unsent work over before it is wiped."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core.doors import writing
from server.features.devices import wiping
from server.features.devices.wiping import HandOver
from server.features.rescue import parting
from server.features.rescue.schemas import PartingQuery, PartingReceiptOut, RescueUpload
from server.features.rescue.views import opened

blueprint = Blueprint("parting", __name__, url_prefix="/api/public/wipe")


def _upon_an_order(view: Callable[..., Any]) -> Callable[..., Any]:
    """Look for the order before anything of a large body is read: nobody is signed in."""

    @wraps(view)
    def checked(self: Any, named: dict[str, str]) -> Any:
        with writing() as session:
            work = wiping.begin_hand_over(session, named["order"], named["device"])
        return view(self, work)

    return checked


@blueprint.route("/work")
class PartingWork(MethodView):
    @blueprint.arguments(PartingQuery, location="query")
    @_upon_an_order
    @blueprint.arguments(RescueUpload, location="files")
    @blueprint.response(201, PartingReceiptOut)
    def post(self, work: HandOver, files: dict[str, Any]) -> Any:
        """Take in what waited on the phone; the answer is its signed receipt."""
        with opened(files["file"]) as stream:
            return parting.hand_over(stream, work)
