"""A phone has the token of its session followed by another one, signed with its key."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.core import auth, clock, signing, tokens
from server.core.auth import Actor
from server.core.doors import reading, writing
from server.core.problems import Problem
from server.features.accounts import rotating
from server.features.devices import queries
from server.features.devices.models import DeviceKey
from server.features.devices.schemas import RotationOut, RotationRequest

blueprint = Blueprint("sessions", __name__, url_prefix="/api/session")

TEXT = "doorstep-session-v1\n{device}\n{nonce}"


class NotTheKey(Problem):
    code = "403.290"
    title = "这台手机没能证明登录是它自己的，请重新登录"


@blueprint.route("/rotation")
class Rotation(MethodView):
    @blueprint.response(200, RotationOut)
    def get(self) -> Any:
        """What to sign, and as which device; nothing where nothing is due or no key is known."""
        caller, token = auth.actor(), auth.token()
        with reading() as session:
            is_due = rotating.is_due(session, caller, token, at=clock.now())
            has_key = bool(_keys(session, caller))
        nonce = tokens.nonce_of(token) if is_due and has_key else None
        return {"nonce": nonce, "device": caller.device_id}

    @blueprint.arguments(RotationRequest)
    @blueprint.response(204)
    def put(self, wanted: Mapping[str, str]) -> Any:
        """Follow the token that came by the next one; the answer sets the cookie."""
        caller, token = auth.actor(), auth.token()
        text = TEXT.format(device=caller.device_id, nonce=tokens.nonce_of(token)).encode()
        with writing() as session:
            kid = _signer(_keys(session, caller), text, wanted["signature"])
            next_ = rotating.follow(session, caller, token, kid=kid, at=clock.now())
        answer = Response(status=204)
        if next_ is not None:
            auth.set_cookie(answer, next_)
        return answer


def _keys(session: Session, caller: Actor) -> Sequence[DeviceKey]:
    """Return the keys of the caller's phone that still hold."""
    if caller.device_id is None:
        return []
    known = queries.known_of_device(session, caller.device_id)
    return [key for key in known if key.revoked_at is None and key.person_id == caller.person_id]


def _signer(known: Sequence[DeviceKey], text: bytes, signature: str) -> str:
    for key in known:
        if signing.is_signed_by(key.jwk, text, signature):
            return key.id
    raise NotTheKey
