"""What travels about closed plans, and about the effect of plans that are not yet published."""

from marshmallow import fields

from server.core.http import WireSchema
from server.features.quotas.schemas import PlanRequest


class PreviewRequest(PlanRequest):
    plan_id = fields.String(load_default=None)


class EffectOut(WireSchema):
    person_id = fields.String()
    name = fields.String()
    before = fields.String(allow_none=True)
    after = fields.String(allow_none=True)
    target_visits = fields.Integer()
    target_solved = fields.Integer()
    enterprises = fields.Integer()
    solved = fields.Integer()


class StatementOut(WireSchema):
    """A frozen line; `now_*` are of today's facts, `addenda` says what has changed since."""

    person_id = fields.String()
    name = fields.String()
    branch_name = fields.String()
    target_visits = fields.Integer()
    target_solved = fields.Integer()
    enterprises = fields.Integer()
    visit_times = fields.Integer()
    solved = fields.Integer()
    now_enterprises = fields.Integer()
    now_solved = fields.Integer()
    addenda = fields.Integer()
    hash = fields.String()


class BranchStatementOut(WireSchema):
    branch_name = fields.String()
    people = fields.Integer()
    done = fields.Integer()
    enterprises = fields.Integer()
    visit_times = fields.Integer()
    solved = fields.Integer()


class ClosingOut(WireSchema):
    number = fields.Integer()
    at = fields.AwareDateTime()
    head = fields.String()
    signature = fields.String()
    faults = fields.List(fields.String())
    branches = fields.List(fields.Nested(BranchStatementOut))
    rows = fields.List(fields.Nested(StatementOut))


class ItemOut(WireSchema):
    """`words` is what it is called, `reason` why it was taken back or not taken in."""

    id = fields.String()
    on = fields.Date()
    why = fields.String()
    adds = fields.Integer()
    words = fields.String()
    reason = fields.String()


class OwnFiguresOut(WireSchema):
    name = fields.String()
    visits = fields.List(fields.Nested(ItemOut))
    problems = fields.List(fields.Nested(ItemOut))
