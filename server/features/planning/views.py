"""Assigned visits at the desk."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.auth import OFFICE, Role
from server.core.doors import reading, writing
from server.features.planning import commands, queries
from server.features.planning.commands import Move
from server.features.planning.queries import Wanted
from server.features.planning.schemas import (
    CancelRequest,
    VisitPlanChanges,
    VisitPlanOut,
    VisitPlansQuery,
    VisitPlansRequest,
)

blueprint = Blueprint("planning", __name__, url_prefix="/api/visit-plans")

PLANNERS = (Role.BRANCH_HEAD, Role.MANAGER, Role.ADMINISTRATOR)


@blueprint.route("")
class VisitPlans(MethodView):
    @blueprint.arguments(VisitPlansQuery, location="query")
    @blueprint.response(200, VisitPlanOut(many=True))
    def get(self, wanted: Wanted) -> Any:
        """Assigned visits of some days, and those that are overdue."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            return queries.plans(session, wanted, caller)

    @blueprint.arguments(VisitPlansRequest)
    @blueprint.response(201, VisitPlanOut(many=True))
    def post(self, told: dict[str, Any]) -> Any:
        """Assign visits, all or none; asking twice with the same ids assigns once."""
        caller = auth.require(*PLANNERS)
        with writing() as session:
            return commands.assign(session, told["plans"], by=caller, at=clock.now())


@blueprint.route("/<plan_id>")
class OneVisitPlan(MethodView):
    @blueprint.arguments(VisitPlanChanges)
    @blueprint.response(200, VisitPlanOut)
    def patch(self, wanted: Move, plan_id: str) -> Any:
        """Have a visit be made on another day or by somebody else."""
        caller = auth.require(*PLANNERS)
        with writing() as session:
            return commands.move(session, plan_id, wanted, by=caller, at=clock.now())


@blueprint.route("/<plan_id>/cancel")
class VisitPlanCancelling(MethodView):
    @blueprint.arguments(CancelRequest)
    @blueprint.response(200, VisitPlanOut)
    def post(self, told: dict[str, Any], plan_id: str) -> Any:
        """Call a visit off, with the reason."""
        caller = auth.require(*PLANNERS)
        with writing() as session:
            return commands.cancel(session, plan_id, told["reason"], by=caller, at=clock.now())
