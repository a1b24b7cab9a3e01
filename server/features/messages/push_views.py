"""Notifications of the caller's phone: where they go, and when not."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.doors import reading, writing
from server.features.messages import queries, subscribing, vapid
from server.features.messages.posting import quiet_of
from server.features.messages.quiet import Quiet
from server.features.messages.schemas import PushOut, QuietRequest, SubscriptionRequest
from server.features.messages.subscribing import NewSubscription

blueprint = Blueprint("push", __name__, url_prefix="/api/push")


@blueprint.route("")
class Push(MethodView):
    @blueprint.response(200, PushOut)
    def get(self) -> Any:
        """Whether notifications are offered and taken, and when the caller is not disturbed."""
        caller = auth.actor()
        with reading() as session:
            held = queries.subscription(session, caller.device_id or "")
            quiet = quiet_of(session, caller.person_id)
        return {
            "public_key": vapid.public_key(),
            "is_subscribed": held is not None and held.person_id == caller.person_id,
            "quiet_on": quiet.is_on,
            "quiet_from": quiet.from_time,
            "quiet_to": quiet.to_time,
        }


@blueprint.route("/quiet-hours")
class QuietHours(MethodView):
    @blueprint.arguments(QuietRequest)
    @blueprint.response(204)
    def put(self, wanted: Mapping[str, Any]) -> None:
        """Say when the caller is not to be disturbed."""
        caller = auth.actor()
        quiet = Quiet(wanted["quiet_on"], wanted["quiet_from"], wanted["quiet_to"])
        with writing() as session:
            subscribing.set_quiet_hours(session, quiet, by=caller)


@blueprint.route("/subscription")
class Subscription(MethodView):
    @blueprint.arguments(SubscriptionRequest)
    @blueprint.response(204)
    def put(self, told: Mapping[str, str]) -> None:
        """Send notifications to the caller's phone."""
        caller = auth.actor()
        with writing() as session:
            subscribing.subscribe(session, NewSubscription(**told), by=caller, at=clock.now())

    @blueprint.response(204)
    def delete(self) -> None:
        """Send none any more."""
        caller = auth.actor()
        with writing() as session:
            subscribing.unsubscribe(session, by=caller, at=clock.now())
