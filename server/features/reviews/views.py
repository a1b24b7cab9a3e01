"""The review list for those who settle it, and for those whose work it is."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.core import auth, clock
from server.core.auth import Actor
from server.core.doors import reading, writing
from server.core.problems import NotFound
from server.features.reviews import commands, detail, queries
from server.features.reviews.commands import Settlement
from server.features.reviews.schemas import (
    ReviewCountOut,
    ReviewDetailOut,
    ReviewOut,
    SettleRequest,
)

blueprint = Blueprint("reviews", __name__, url_prefix="/api/reviews")


@blueprint.route("")
class Reviews(MethodView):
    @blueprint.response(200, ReviewOut(many=True))
    def get(self) -> Any:
        """What was not simply applied."""
        caller = auth.worker()
        with reading() as session:
            return detail.lines(session, queries.reviews(session, caller))


@blueprint.route("/count")
class ReviewCount(MethodView):
    @blueprint.response(200, ReviewCountOut)
    def get(self) -> Any:
        """How many reviews that the caller may see are open."""
        caller = auth.worker()
        with reading() as session:
            return {"open": queries.open_reviews(session, caller)}


@blueprint.route("/<review_id>")
class OneReview(MethodView):
    @blueprint.response(200, ReviewDetailOut)
    def get(self, review_id: str) -> Any:
        """One review with both sides, its photos, and what may be done."""
        caller = auth.worker()
        with reading() as session:
            return _full(session, caller, review_id)


@blueprint.route("/<review_id>/settle")
class SettleReview(MethodView):
    @blueprint.arguments(SettleRequest)
    @blueprint.response(200, ReviewDetailOut)
    def post(self, wanted: dict[str, Any], review_id: str) -> Any:
        """Settle a review, and run what waited behind it."""
        caller = auth.worker()
        with writing() as session:
            settlement = Settlement(**wanted)
            commands.settle_review(session, review_id, settlement, by=caller, at=clock.now())
            session.flush()
            return _full(session, caller, review_id)


@blueprint.route("/<review_id>/undo")
class UndoSettlement(MethodView):
    @blueprint.response(200, ReviewDetailOut)
    def post(self, review_id: str) -> Any:
        """Reopen a review, while nothing later has built on what was decided."""
        caller = auth.worker()
        with writing() as session:
            commands.undo_settlement(session, review_id, by=caller, at=clock.now())
            session.flush()
            return _full(session, caller, review_id)


def _full(session: Session, caller: Actor, review_id: str) -> dict[str, Any]:
    found = queries.review(session, caller, review_id)
    if found is None:
        raise NotFound
    return detail.full(session, found, caller)
