"""What the desk asks and sees of numbers."""

from marshmallow import fields, validate

from server.core.http import WireSchema
from sync.numbers import MOST

YEAR = validate.Range(min=2000, max=2999)
STATES = ("used", "leased", "returned", "void", "lost", "paper")
REASON = validate.Length(min=1, max=500)
PAGE = 200


class SeriesQuery(WireSchema):
    branch_id = fields.String(load_default=None, validate=validate.Length(max=64))
    year = fields.Integer(load_default=None, validate=YEAR)


class SeriesOut(WireSchema):
    id = fields.String()
    branch_id = fields.String()
    branch_name = fields.String()
    kind = fields.String()
    year = fields.Integer()
    part = fields.Integer()
    pattern = fields.String()
    start_after = fields.Integer()
    next = fields.Integer()


class RegisterQuery(WireSchema):
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    after = fields.Integer(load_default=0, validate=validate.Range(min=0, max=MOST))


class NumberLineOut(WireSchema):
    n = fields.Integer()
    text = fields.String()
    state = fields.String()
    act_id = fields.String(allow_none=True)
    about = fields.String()
    given_on = fields.Date(allow_none=True)
    reason = fields.String()
    lease_id = fields.String(allow_none=True)
    person_name = fields.String()
    is_passed = fields.Boolean()


class NumberTallyOut(WireSchema):
    state = fields.String()
    count = fields.Integer()


class RegisterOut(WireSchema):
    """A page of the register; `more` says whether another follows."""

    lines = fields.List(fields.Nested(NumberLineOut))
    tally = fields.List(fields.Nested(NumberTallyOut))
    more = fields.Boolean()


class BlockOut(WireSchema):
    id = fields.String()
    device_id = fields.String()
    first = fields.Integer()
    last = fields.Integer()
    next = fields.Integer()
    state = fields.String()
    person_name = fields.String()
    leased_at = fields.AwareDateTime()
    ended_reason = fields.String()


class CloseRequest(WireSchema):
    reason = fields.String(required=True, validate=REASON)


class VoidRequest(WireSchema):
    n = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=MOST))
    reason = fields.String(required=True, validate=REASON)


class StartRequest(WireSchema):
    branch_id = fields.String(required=True, validate=validate.Length(min=1, max=64))
    kind = fields.String(required=True, validate=validate.Length(min=1, max=32))
    year = fields.Integer(required=True, strict=True, validate=YEAR)
    n = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=MOST // 2))
