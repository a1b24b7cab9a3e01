"""The trail for those who watch, and its last checkpoint for everybody."""

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, trail
from server.core.auth import Role
from server.core.doors import reading, writing
from server.core.problems import NotFound
from server.features.audit import queries
from server.features.audit.queries import Wanted
from server.features.audit.schemas import TrailPageOut, TrailQuery, TrailStandingOut

blueprint = Blueprint("audit", __name__, url_prefix="/api")

WATCH = (Role.AUDITOR, Role.SUPERVISOR)


@blueprint.route("/audit")
class Trail(MethodView):
    @blueprint.arguments(TrailQuery, location="query")
    @blueprint.response(200, TrailPageOut)
    def get(self, query: dict[str, Any]) -> Any:
        """Who did what, the latest first. For those who watch over the work, and nobody else.

        What records are called is for the supervisor, to whom the records themselves are open.
        """
        caller = auth.require(*WATCH)
        names_records = caller.role is Role.SUPERVISOR
        with reading() as session:
            return queries.page(session, Wanted(**query), names_records=names_records)


@blueprint.route("/audit/standing")
class TrailStanding(MethodView):
    @blueprint.response(200, TrailStandingOut)
    def get(self) -> Any:
        """How far the trail is signed, and how far it was found unbroken."""
        auth.require(*WATCH)
        with reading() as session:
            return queries.standing(session)


@blueprint.route("/public/audit/checkpoint")
class PublicCheckpoint(MethodView):
    def get(self) -> Response:
        """The newest checkpoint as a signed note (C2SP), for witnesses; no sign-in is needed."""
        with reading(unbound=True) as session:
            found, is_due = queries.checkpoint(session), queries.is_due(session)
        if is_due:
            with writing() as session:
                found = trail.sign(session)
        if found is None:
            raise NotFound
        return Response(found.note, mimetype="text/plain")
