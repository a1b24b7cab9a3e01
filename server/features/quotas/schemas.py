"""What travels about quotas between the office browser and the bureau."""

from typing import Any

from marshmallow import fields, post_load, validate

from server.core.fields import day
from server.core.http import WireSchema
from server.features.accounts.standing import Rank
from server.features.quotas.planning import KINDS
from server.features.quotas.standings import STATES, Wanted
from sync.rules.quota_plan import USUAL_ROWS

_NAME = validate.Length(min=1, max=64)
_ROWS = validate.Length(min=1, max=len(Rank))


class PlanRowArgs(WireSchema):
    """What is wrong with a number or a rank is said by the plan's own lint, with the place."""

    rank = fields.String(required=True)
    visits = fields.Integer(required=True, strict=True)
    solved = fields.Integer(required=True, strict=True)
    in_principle = fields.Boolean(load_default=False)


class PlanRowOut(WireSchema):
    rank = fields.String()
    visits = fields.Integer()
    solved = fields.Integer()
    in_principle = fields.Boolean()


class PlanRequest(WireSchema):
    name = fields.String(required=True, validate=_NAME)
    period_from = day(required=True)
    period_to = day(required=True)
    rows = fields.List(
        fields.Nested(PlanRowArgs),
        load_default=lambda: [row.as_json() for row in USUAL_ROWS],
        validate=_ROWS,
    )
    members_only = fields.Boolean(load_default=True)
    kind = fields.String(load_default=KINDS[0], validate=validate.OneOf(KINDS))
    rules = fields.Dict(keys=fields.String(), load_default=dict)


class PlanChanges(WireSchema):
    name = fields.String(validate=_NAME)
    period_from = day()
    period_to = day()
    rows = fields.List(fields.Nested(PlanRowArgs), validate=_ROWS)
    members_only = fields.Boolean()
    kind = fields.String(validate=validate.OneOf(KINDS))
    rules = fields.Dict(keys=fields.String())
    state = fields.String(validate=validate.OneOf(("open", "closed")))


class PlanOut(WireSchema):
    id = fields.String()
    name = fields.String()
    period_from = fields.Date()
    period_to = fields.Date()
    rows = fields.List(fields.Nested(PlanRowOut))
    members_only = fields.Boolean()
    kind = fields.String()
    rules = fields.Dict(keys=fields.String())
    state = fields.String()


class ProgressQuery(WireSchema):
    branch_id = fields.String(load_default=None)
    rank = fields.Enum(Rank, by_value=True, load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))

    @post_load
    def _wanted(self, loaded: dict[str, Any], **_: Any) -> Wanted:
        return Wanted(**loaded)


class WaiverRequest(WireSchema):
    reason = fields.String(required=True, validate=validate.Length(min=1, max=500))


class StandingOut(WireSchema):
    person_id = fields.String()
    name = fields.String()
    branch_id = fields.String(allow_none=True)
    branch_name = fields.String()
    rank = fields.String()
    rank_words = fields.String()
    target_visits = fields.Integer()
    target_solved = fields.Integer()
    enterprises = fields.Integer()
    visit_times = fields.Integer()
    solved = fields.Integer()
    waiver = fields.String(allow_none=True)
    state = fields.String()
    part_from = fields.Date(allow_none=True)
    part_to = fields.Date(allow_none=True)
    last_sync_at = fields.AwareDateTime(allow_none=True)
    waiting = fields.Integer()


class ProgressOut(WireSchema):
    plan = fields.Nested(PlanOut)
    rows = fields.List(fields.Nested(StandingOut))
