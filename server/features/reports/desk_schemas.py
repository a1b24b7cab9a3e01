"""What the manager's desk is asked and shows."""

from typing import Any

from marshmallow import fields, post_load, validate

from server.core.fields import Words, day
from server.core.http import WireSchema
from server.features.reports.desk import Wanted


class DeskQuery(WireSchema):
    plan_id = fields.String(load_default=None)
    branch_id = fields.String(load_default=None)
    first = day(load_default=None)
    last = day(load_default=None)

    @post_load
    def _wanted(self, loaded: dict[str, Any], **_: Any) -> Wanted:
        return Wanted(**loaded)


class SpanOut(WireSchema):
    first = fields.Date()
    last = fields.Date()
    branch_id = fields.String(allow_none=True)


class PlanHeadOut(WireSchema):
    id = fields.String()
    name = fields.String()
    period_from = fields.Date()
    period_to = fields.Date()


class GroupOut(WireSchema):
    id = fields.String(allow_none=True)
    name = fields.String()
    people = fields.Integer()
    done = fields.Integer()
    waived = fields.Integer()
    asked = fields.Integer()
    reached = fields.Integer()
    visits = fields.Integer()
    waiting = fields.Integer()
    unheard = fields.Integer()


class PersonLineOut(WireSchema):
    id = fields.String(attribute="standing.person_id")
    name = fields.String(attribute="standing.name")
    branch_id = fields.String(attribute="standing.branch_id", allow_none=True)
    branch_name = fields.String(attribute="standing.branch_name")
    rank = fields.String(attribute="standing.rank")
    target_visits = fields.Integer(attribute="standing.target_visits")
    target_solved = fields.Integer(attribute="standing.target_solved")
    enterprises = fields.Integer(attribute="standing.enterprises")
    solved = fields.Integer(attribute="standing.solved")
    state = fields.String(attribute="standing.state")
    asked = fields.Integer()
    reached = fields.Integer()
    visits = fields.Integer()
    waiting = fields.Integer(attribute="standing.waiting")
    unheard = fields.Boolean()
    last_sync_at = fields.AwareDateTime(attribute="standing.last_sync_at", allow_none=True)


class TrendPointOut(WireSchema):
    on = fields.Date()
    reached = fields.Integer()
    needed = fields.Float()


class TrendOut(WireSchema):
    asked = fields.Integer()
    points = fields.List(fields.Nested(TrendPointOut))


class TownLineOut(WireSchema):
    town_code = fields.String()
    name = fields.String()
    visits = fields.Integer()
    months = fields.List(fields.Integer())


class KindLineOut(WireSchema):
    category = fields.String()
    found = fields.Integer()
    solved = fields.Integer()
    open = fields.Integer()
    late = fields.Integer()
    mean_days = fields.Float(allow_none=True)
    median_days = fields.Float(allow_none=True)


class ServiceLineOut(WireSchema):
    branch_id = fields.String(allow_none=True)
    name = fields.String()
    in_post = fields.Integer()
    out_of_post = fields.Integer()


class ActLineOut(WireSchema):
    """Acts at doors that stand, by kind; withdrawn ones are not among them."""

    id = fields.String(allow_none=True)
    name = fields.String()
    branch_name = fields.String()
    kinds = fields.Dict(keys=fields.String(), values=fields.Integer())
    standing = fields.Integer()
    in_review = fields.Integer()
    waiting = fields.Integer()
    withdrawn = fields.Integer()


class DoorActsOut(WireSchema):
    total = fields.Nested(ActLineOut)
    branches = fields.List(fields.Nested(ActLineOut))
    officers = fields.List(fields.Nested(ActLineOut))


class LateProblemOut(WireSchema):
    finding_id = fields.String()
    visit_id = fields.String()
    enterprise_name = fields.String()
    branch_name = fields.String()
    category = fields.String()
    text = fields.String()
    found_on = fields.Date()
    days = fields.Integer()


class OverdueOut(WireSchema):
    problems = fields.List(fields.Nested(LateProblemOut))
    matters = fields.Integer()
    visit_plans = fields.Integer()
    open_reviews = fields.Integer()


class DeskOut(WireSchema):
    as_of = fields.AwareDateTime()
    span = fields.Nested(SpanOut)
    place = fields.String()
    plan = fields.Nested(PlanHeadOut, allow_none=True)
    visits = fields.Integer()
    branches = fields.List(fields.Nested(GroupOut))
    ranks = fields.List(fields.Nested(GroupOut))
    people = fields.List(fields.Nested(PersonLineOut))
    trend = fields.Nested(TrendOut)
    months = fields.List(fields.String())
    towns = fields.List(fields.Nested(TownLineOut))
    kinds = fields.List(fields.Nested(KindLineOut))
    service = fields.List(fields.Nested(ServiceLineOut))
    acts = fields.Nested(DoorActsOut)
    overdue = fields.Nested(OverdueOut)


class DeskReportOut(WireSchema):
    id = fields.String()
    name = fields.String()
    state = fields.String()
    trouble = fields.String()


class SavedFiltersQuery(WireSchema):
    page = fields.String(required=True, validate=validate.Length(max=32))


class SavedFilterRequest(WireSchema):
    page = fields.String(required=True, validate=validate.Length(min=1, max=32))
    name = Words(required=True, validate=validate.Length(min=1, max=40))
    query = fields.Dict(
        keys=fields.String(validate=validate.Length(max=32)),
        values=fields.String(validate=validate.Length(max=200)),
        required=True,
        validate=validate.Length(max=20),
    )


class SavedFilterOut(WireSchema):
    id = fields.String()
    name = fields.String()
    query = fields.Dict(keys=fields.String(), values=fields.String())
