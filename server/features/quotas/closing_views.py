"""Closed plans, one person's items, and what a plan would do before it is published."""

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth
from server.core.auth import OFFICE
from server.core.doors import reading
from server.core.workbook import download
from server.features.quotas import commands, explaining, previewing
from server.features.quotas.closing_schemas import (
    ClosingOut,
    EffectOut,
    OwnFiguresOut,
    PreviewRequest,
)
from server.features.quotas.closing_sheet import closing_book
from server.features.quotas.commands import NewPlan
from server.features.quotas.views import PLANNERS

blueprint = Blueprint("quota closings", __name__, url_prefix="/api/quotas")


@blueprint.route("/preview")
class Preview(MethodView):
    @blueprint.arguments(PreviewRequest)
    @blueprint.response(200, EffectOut(many=True))
    def post(self, wanted: dict[str, Any]) -> Any:
        """Who would reach or miss a plan if it were published like this; nothing is kept."""
        caller = auth.require(*PLANNERS)
        standing_id = wanted.pop("plan_id")
        draft = commands.built(NewPlan(**wanted))
        draft.id = standing_id or draft.id
        with reading() as session:
            return previewing.effects(session, draft, standing_id, caller)


@blueprint.route("/<plan_id>/statements")
class Statements(MethodView):
    @blueprint.response(200, ClosingOut)
    def get(self, plan_id: str) -> Any:
        """The last closing, verified, with what has happened since."""
        caller = auth.require(*OFFICE)
        # The chain goes over the statements of everybody; those of the own branch are shown.
        with reading(unbound=True) as session:
            plan = commands.known_plan(session, plan_id)
            return explaining.statements_of(session, plan, caller)


@blueprint.route("/<plan_id>/statements.xlsx")
class StatementsBook(MethodView):
    def get(self, plan_id: str) -> Response:
        """The same as a workbook."""
        caller = auth.require(*OFFICE)
        # The chain goes over the statements of everybody; those of the own branch are shown.
        with reading(unbound=True) as session:
            plan = commands.known_plan(session, plan_id)
            book = closing_book(plan, explaining.statements_of(session, plan, caller))
        return download(book, f"{plan.name} 结账清单")


@blueprint.route("/<plan_id>/people/<person_id>")
class OnePersonsItems(MethodView):
    @blueprint.response(200, OwnFiguresOut)
    def get(self, plan_id: str, person_id: str) -> Any:
        """One person's figures item by item; the look stands in the audit trail."""
        caller = auth.require(*OFFICE)
        with reading() as session:
            plan = commands.known_plan(session, plan_id)
            return explaining.items_of(session, plan, person_id, caller)
