"""Plans for those who set them, progress for those who answer for it."""

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.auth import OFFICE, Role
from server.core.doors import reading, writing
from server.core.workbook import download
from server.features.quotas import commands, queries
from server.features.quotas.commands import NewPlan
from server.features.quotas.schemas import (
    PlanChanges,
    PlanOut,
    PlanRequest,
    ProgressOut,
    ProgressQuery,
    WaiverRequest,
)
from server.features.quotas.sheet import progress_sheet
from server.features.quotas.standings import Wanted, standings

blueprint = Blueprint("quotas", __name__, url_prefix="/api/quotas")

PLANNERS = (Role.MANAGER, Role.ADMINISTRATOR)


@blueprint.route("")
class Plans(MethodView):
    @blueprint.response(200, PlanOut(many=True))
    def get(self) -> Any:
        """All plans, the latest first."""
        auth.require(*OFFICE)
        with reading() as session:
            return queries.plans(session)

    @blueprint.arguments(PlanRequest)
    @blueprint.response(201, PlanOut)
    def post(self, new: dict[str, Any]) -> Any:
        """Make a plan; without rows it asks what the circular asks."""
        caller = auth.require(*PLANNERS)
        with writing() as session:
            return commands.open_plan(session, NewPlan(**new), by=caller, at=clock.now())


@blueprint.route("/<plan_id>")
class OnePlan(MethodView):
    @blueprint.arguments(PlanChanges)
    @blueprint.response(200, PlanOut)
    def patch(self, changes: dict[str, Any], plan_id: str) -> Any:
        """Change, close or reopen a plan."""
        caller = auth.require(*PLANNERS)
        with writing() as session:
            return commands.amend_plan(session, plan_id, changes, by=caller, at=clock.now())

    @blueprint.response(204)
    def delete(self, plan_id: str) -> None:
        """Remove an open plan."""
        caller = auth.require(*PLANNERS)
        with writing() as session:
            commands.remove_plan(session, plan_id, by=caller, at=clock.now())


@blueprint.route("/<plan_id>/progress")
class Progress(MethodView):
    @blueprint.arguments(ProgressQuery, location="query")
    @blueprint.response(200, ProgressOut)
    def get(self, wanted: Wanted, plan_id: str) -> Any:
        """Who stands where, those who lack most first."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            plan = commands.known_plan(session, plan_id)
            return {"plan": plan, "rows": standings(session, plan, caller, wanted)}


@blueprint.route("/<plan_id>/export.xlsx")
class ProgressSheet(MethodView):
    @blueprint.arguments(ProgressQuery, location="query")
    def get(self, wanted: Wanted, plan_id: str) -> Response:
        """The progress list as a workbook."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            plan = commands.known_plan(session, plan_id)
            lines = standings(session, plan, caller, wanted)
        return download(progress_sheet("指标进度", lines), f"{plan.name} 指标进度")


@blueprint.route("/<plan_id>/waivers/<person_id>")
class Waiver(MethodView):
    @blueprint.arguments(WaiverRequest)
    @blueprint.response(204)
    def put(self, wanted: dict[str, Any], plan_id: str, person_id: str) -> None:
        """Free a person of a target that is meant in principle."""
        caller = auth.require(*PLANNERS)
        with writing() as session:
            commands.waive(session, plan_id, person_id, wanted["reason"], by=caller, at=clock.now())

    @blueprint.response(204)
    def delete(self, plan_id: str, person_id: str) -> None:
        """Hold a person to the target again."""
        caller = auth.require(*PLANNERS)
        with writing() as session:
            commands.take_waiver_back(session, plan_id, person_id, by=caller, at=clock.now())
