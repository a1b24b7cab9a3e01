"""What is asked and told of assigned visits."""

from typing import Any

from marshmallow import fields, post_load, validate

from server.core.fields import day, printable_id, words
from server.core.http import WireSchema
from server.features.planning.commands import Move, NewPlan
from server.features.planning.queries import Wanted

LONGEST_NOTE = 500
MOST_AT_ONCE = 200


class VisitPlansQuery(WireSchema):
    first = day(required=True)
    last = day(required=True)
    branch_id = fields.String(load_default=None)
    person_id = fields.String(load_default=None)

    @post_load
    def _wanted(self, loaded: dict[str, Any], **_: Any) -> Wanted:
        return Wanted(**loaded)


class NewVisitPlan(WireSchema):
    id = printable_id(required=True)
    enterprise_id = printable_id(required=True)
    person_id = printable_id(required=True)
    due_on = day(required=True)
    note = words(LONGEST_NOTE)

    @post_load
    def _plan(self, loaded: dict[str, Any], **_: Any) -> NewPlan:
        return NewPlan(**loaded)


class VisitPlansRequest(WireSchema):
    plans = fields.List(
        fields.Nested(NewVisitPlan),
        required=True,
        validate=validate.Length(min=1, max=MOST_AT_ONCE),
    )


class VisitPlanChanges(WireSchema):
    due_on = day()
    person_id = printable_id()
    note = fields.String(validate=validate.Length(max=LONGEST_NOTE))

    @post_load
    def _move(self, loaded: dict[str, Any], **_: Any) -> Move:
        return Move(**loaded)


class CancelRequest(WireSchema):
    reason = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_NOTE))


class VisitPlanOut(WireSchema):
    id = fields.String()
    enterprise_id = fields.String()
    enterprise_name = fields.String()
    address = fields.String()
    person_id = fields.String()
    due_on = fields.Date()
    note = fields.String()
    state = fields.String()
    visit_id = fields.String(allow_none=True)
    reason = fields.String()
    by_name = fields.String()
