"""The key list for everybody who wants to verify a receipt."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import clock, signing
from server.core.doors import reading
from server.features.receipts import key_list
from server.features.receipts.schemas import KeyListOut

blueprint = Blueprint("receipts", __name__, url_prefix="/api/public/receipts")


@blueprint.route("/keys")
class KeyListOfAll(MethodView):
    @blueprint.response(200, KeyListOut)
    def get(self) -> Any:
        """Every phone's key and every withdrawal, signed; no sign-in is needed."""
        with reading() as session:
            body = key_list.published(session, at=clock.now())
        return {
            "body": body,
            "signature": signing.sign(body.encode()),
            "key": signing.public_jwk(),
            "succession": signing.whole_succession(),
        }
