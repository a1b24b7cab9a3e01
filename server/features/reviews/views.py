"""The review list for those who settle it, and for those whose work it is."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.auth import OFFICE, Role
from server.core.doors import reading, writing
from server.features.accounts import queries as accounts
from server.features.reviews import commands, queries
from server.features.reviews.schemas import ReviewOut, SettleRequest

blueprint = Blueprint("reviews", __name__, url_prefix="/api/reviews")


@blueprint.route("")
class Reviews(MethodView):
    @blueprint.response(200, ReviewOut(many=True))
    def get(self) -> Any:
        """What was not simply applied."""
        caller = auth.actor()
        with reading() as session:
            names = {person.id: person.name for person in accounts.people(session)}
            found = queries.reviews(session, caller)
        return [{**vars(row), "person_name": names.get(row.person_id, "")} for row in found]


@blueprint.route("/<review_id>/settle")
class SettleReview(MethodView):
    @blueprint.arguments(SettleRequest)
    @blueprint.response(204)
    def post(self, wanted: dict[str, Any], review_id: str) -> None:
        """Close a review with words for the officer."""
        caller = auth.require(*(OFFICE - {Role.SUPERVISOR}))
        with writing() as session:
            commands.settle_review(
                session, review_id, wanted["resolution"], by=caller, at=clock.now()
            )
